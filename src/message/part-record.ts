import { decodeUtf8 } from '../base/index.ts';
import { ByteWriter } from './byte-writer.ts';
import { fileName } from './file-name.ts';
import { findParameter, type Part, type PartPlace } from './part.ts';

/** What is kept of a part, so that its bytes are found and read without parsing the message again. */
export interface PartRecord extends PartPlace {
  /** In lower case, as the subtype, the encoding and the disposition. */
  readonly type: string;
  readonly subtype: string;
  readonly encoding: string;
  readonly charset: string | undefined;
  readonly disposition: string | undefined;
  /** Decoded. */
  readonly fileName: string | undefined;
  /** Content-ID without its brackets. */
  readonly id: string | undefined;
  readonly children: readonly PartRecord[];
  readonly message: PartRecord | undefined;
}

const VERSION = 1;
const HAS_MESSAGE = 1;
const HAS_CHARSET = 2;
const HAS_DISPOSITION = 4;
const HAS_FILE_NAME = 8;
const HAS_ID = 16;

/** Packs the tree of parts: varints, each offset counted from the one before it. */
export function encodeParts(root: Part): Uint8Array {
  const out = new ByteWriter(128);
  out.byte(VERSION);
  writePart(out, root, 0);
  return out.finish();
}

function writePart(out: ByteWriter, part: Part, base: number): void {
  const { type, subtype, parameters } = part.contentType;
  const optional = [
    findParameter(parameters, 'charset'),
    part.disposition?.kind,
    fileName(part),
    part.id?.replace(/^<|>$/g, ''),
  ];
  let flags = part.message === undefined ? 0 : HAS_MESSAGE;
  for (let i = 0; i < optional.length; i++) if (optional[i] !== undefined) flags |= HAS_CHARSET << i;
  out.byte(flags);
  out.varint(part.headerStart - base);
  out.varint(part.bodyStart - part.headerStart);
  out.varint(part.bodyEnd - part.bodyStart);
  out.varint(part.end - part.bodyEnd);
  out.varint(part.lines);
  for (const text of [part.path, type, subtype, part.encoding]) out.countedText(text);
  for (const text of optional) if (text !== undefined) out.countedText(text);
  out.varint(part.children.length);
  for (const child of part.children) writePart(out, child, part.headerStart);
  if (part.message !== undefined) writePart(out, part.message, part.headerStart);
}

/** Reads what `encodeParts` made. Throws on a version that this program does not know. */
export function decodeParts(bytes: Uint8Array): PartRecord {
  if (bytes[0] !== VERSION) throw new Error(`part record of unknown version ${bytes[0]}`);
  return new PartDecoder(bytes).part(0);
}

class PartDecoder {
  readonly #bytes: Uint8Array;
  #at = 1;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  part(base: number): PartRecord {
    const flags = this.#bytes[this.#at++]!;
    const headerStart = base + this.#varint();
    const bodyStart = headerStart + this.#varint();
    const bodyEnd = bodyStart + this.#varint();
    const end = bodyEnd + this.#varint();
    const lines = this.#varint();
    const path = this.#text();
    const type = this.#text();
    const subtype = this.#text();
    const encoding = this.#text();
    const charset = (flags & HAS_CHARSET) !== 0 ? this.#text() : undefined;
    const disposition = (flags & HAS_DISPOSITION) !== 0 ? this.#text() : undefined;
    const name = (flags & HAS_FILE_NAME) !== 0 ? this.#text() : undefined;
    const id = (flags & HAS_ID) !== 0 ? this.#text() : undefined;
    const children: PartRecord[] = [];
    for (let left = this.#varint(); left > 0; left--) children.push(this.part(headerStart));
    const message = (flags & HAS_MESSAGE) !== 0 ? this.part(headerStart) : undefined;
    const place = { path, headerStart, bodyStart, bodyEnd, end, lines };
    return { ...place, type, subtype, encoding, charset, disposition, fileName: name, id, children, message };
  }

  #varint(): number {
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new Error('part record ends too early');
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 0x80;
    }
  }

  #text(): string {
    const length = this.#varint();
    const start = this.#at;
    this.#at += length;
    return decodeUtf8(this.#bytes.subarray(start, this.#at));
  }
}
