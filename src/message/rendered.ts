import { decodeUtf8, encodeUtf8 } from '../base/index.ts';

/**
 * What list views ask for, rendered once at delivery and copied afterwards. Fields of a record:
 * envelope and body structure in IMAP's own form (RFC 9051 §7.5.2, BODYSTRUCTURE with extension data), the tree of parts
 * with offsets, and a preview (RFC 8970).
 */
export interface Rendered {
  /** `(date subject from sender reply-to to cc bcc in-reply-to message-id)` */
  readonly envelope: Uint8Array;
  readonly bodyStructure: Uint8Array;
  /** The parts with their byte offsets, as `decodeParts` reads them. */
  readonly parts: Uint8Array;
  /** At most 200 characters of the text, for people. */
  readonly preview: string;
}

/** Layout: version, three lengths of 32 bits with the lowest byte first, then envelope, structure, parts, preview. */
const VERSION = 1;
const HEAD = 13;

export function encodeRendered({ envelope, bodyStructure, parts, preview }: Rendered): Uint8Array {
  const text = encodeUtf8(preview);
  const bytes = new Uint8Array(HEAD + envelope.length + bodyStructure.length + parts.length + text.length);
  bytes[0] = VERSION;
  writeLength(bytes, 1, envelope.length);
  writeLength(bytes, 5, bodyStructure.length);
  writeLength(bytes, 9, parts.length);
  let at = HEAD;
  for (const piece of [envelope, bodyStructure, parts, text]) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** All fields of a record. The byte fields are views into it. Throws on a version that this program does not know. */
export function decodeRendered(bytes: Uint8Array): Rendered {
  return {
    envelope: renderedEnvelope(bytes),
    bodyStructure: renderedBodyStructure(bytes),
    parts: renderedParts(bytes),
    preview: renderedPreview(bytes),
  };
}

function bodyStructureStart(bytes: Uint8Array): number {
  if (bytes[0] !== VERSION) throw new Error(`rendered record of unknown version ${bytes[0]}`);
  return HEAD + readLength(bytes, 1);
}

function partsStart(bytes: Uint8Array): number {
  return bodyStructureStart(bytes) + readLength(bytes, 5);
}

export function renderedEnvelope(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(HEAD, bodyStructureStart(bytes));
}

export function renderedBodyStructure(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(bodyStructureStart(bytes), partsStart(bytes));
}

export function renderedParts(bytes: Uint8Array): Uint8Array {
  const start = partsStart(bytes);
  return bytes.subarray(start, start + readLength(bytes, 9));
}

export function renderedPreview(bytes: Uint8Array): string {
  return decodeUtf8(bytes.subarray(partsStart(bytes) + readLength(bytes, 9)));
}

function writeLength(bytes: Uint8Array, at: number, length: number): void {
  bytes[at] = length;
  bytes[at + 1] = length >>> 8;
  bytes[at + 2] = length >>> 16;
  bytes[at + 3] = length >>> 24;
}

function readLength(bytes: Uint8Array, at: number): number {
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
}
