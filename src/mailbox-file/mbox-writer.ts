import { CR, concatBytes, EMPTY, encodeLatin1, LF } from '../base/index.ts';
import { type ExportNote, formatExportNote } from './export-note.ts';
import { formatFromLine } from './from-line.ts';
import { withoutCr } from './line-ends.ts';

export interface MboxMessage {
  readonly sender: string;
  readonly note: ExportNote;
  /** By the letters of Status (RO) and X-Status (AFDT). */
  readonly status: string;
  readonly xStatus: string;
  readonly keywords: readonly string[];
}

const FROM = encodeLatin1('From ');
const QUOTE = 0x3e;

/** What stands before a message in an mboxrd file. */
export function mboxHead({ sender, note, status, xStatus, keywords }: MboxMessage): Uint8Array {
  const fields = [
    `X-Rookery-Export: ${formatExportNote(note)}`,
    `Status: ${status}`,
    `X-Status: ${xStatus}`,
    `X-Keywords: ${keywords.join(' ')}`,
  ];
  return encodeLatin1([formatFromLine({ sender, date: note.date }), ...fields, ''].join('\n'));
}

/** Writes the octets of one message so that no line of its body begins another: a `>` before every `>*From ` (mboxrd). */
export class MboxBodyWriter {
  readonly #note: ExportNote;
  /** The beginning of a line that may be one to quote. */
  #held: Uint8Array = EMPTY;
  #atLineStart = true;
  #inHeader = true;

  constructor(note: ExportNote) {
    this.#note = note;
  }

  push(piece: Uint8Array): Uint8Array {
    return this.#quote(this.#note.lines === 'crlf' ? withoutCr(piece) : piece, false);
  }

  /** What is held, and the empty line behind the message. */
  end(): Uint8Array {
    const rest = this.#quote(EMPTY, true);
    return concatBytes([rest, encodeLatin1('\n'.repeat(this.#note.extra + 1))]);
  }

  #quote(piece: Uint8Array, isLast: boolean): Uint8Array {
    const bytes = this.#held.length === 0 ? piece : concatBytes([this.#held, piece]);
    const out: Uint8Array[] = [EMPTY];
    let from = 0;
    let at = 0;
    while (at < bytes.length) {
      if (this.#atLineStart) {
        const needs = this.#inHeader ? isHeaderLine(bytes, at) : quoting(bytes, at);
        if (needs === undefined && !isLast) break;
        if (this.#inHeader) this.#inHeader = needs === true;
        else if (needs === true) {
          out.push(bytes.subarray(from, at), Uint8Array.of(QUOTE));
          from = at;
        }
      }
      const end = bytes.indexOf(LF, at);
      this.#atLineStart = end !== -1;
      at = end === -1 ? bytes.length : end + 1;
    }
    out.push(bytes.subarray(from, at));
    this.#held = bytes.slice(at);
    return concatBytes(out);
  }
}

/** Whether the line at `at` is not the empty one that ends a header; undefined where more octets have to tell. */
function isHeaderLine(bytes: Uint8Array, at: number): boolean | undefined {
  if (bytes[at] === CR) return at + 1 < bytes.length ? bytes[at + 1] !== LF : undefined;
  return bytes[at] !== LF;
}

/** Whether the line at `at` is one to quote; undefined where more octets have to tell. */
function quoting(bytes: Uint8Array, at: number): boolean | undefined {
  let word = at;
  while (bytes[word] === QUOTE) word++;
  for (let i = 0; i < FROM.length; i++) {
    if (word + i >= bytes.length) return undefined;
    if (bytes[word + i] !== FROM[i]) return false;
  }
  return true;
}
