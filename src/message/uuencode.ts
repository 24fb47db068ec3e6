import { EMPTY, LF } from '../base/index.ts';
import type { TransferDecoder } from './transfer-decoder.ts';

/** A line of 45 bytes has 61 characters; longer ones are none of uuencode. */
const LINE_MAX_BYTES = 128;
const FIRST = 0x20;

/** The uuencoding of old mail (`x-uuencode`): lines between `begin` and `end`; all others are passed over. */
export class UuDecoder implements TransferDecoder {
  readonly #line = new Uint8Array(LINE_MAX_BYTES);
  #length = 0;
  #state: 'before' | 'inside' | 'after' = 'before';

  write(chunk: Uint8Array): Uint8Array {
    // 61 characters and a line end become 45 bytes, so the output is never longer than this.
    const out = new Uint8Array(chunk.length + LINE_MAX_BYTES);
    let to = 0;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at]!;
      if (byte !== LF) {
        if (this.#length < LINE_MAX_BYTES) this.#line[this.#length++] = byte;
        continue;
      }
      to = this.#endLine(out, to);
    }
    return out.subarray(0, to);
  }

  end(): Uint8Array {
    if (this.#length === 0) return EMPTY;
    const out = new Uint8Array(LINE_MAX_BYTES);
    return out.subarray(0, this.#endLine(out, 0));
  }

  #endLine(out: Uint8Array, at: number): number {
    const line = this.#line.subarray(0, this.#length);
    this.#length = 0;
    if (this.#state === 'before') {
      if (startsWith(line, 'begin ')) this.#state = 'inside';
      return at;
    }
    if (this.#state === 'after') return at;
    if (startsWith(line, 'end')) {
      this.#state = 'after';
      return at;
    }
    return decodeLine(line, out, at);
  }
}

function startsWith(line: Uint8Array, word: string): boolean {
  for (let i = 0; i < word.length; i++) if (line[i] !== word.charCodeAt(i)) return false;
  return true;
}

function decodeLine(line: Uint8Array, out: Uint8Array, at: number): number {
  const value = (i: number): number => ((line[i] ?? FIRST) - FIRST) & 63;
  const count = line.length === 0 ? 0 : Math.min(value(0), 45, Math.floor(((line.length + 2) * 3) / 4));
  let to = at;
  for (let i = 1; to < at + count; i += 4) {
    const bits = (value(i) << 18) | (value(i + 1) << 12) | (value(i + 2) << 6) | value(i + 3);
    out[to++] = bits >> 16;
    if (to < at + count) out[to++] = bits >> 8;
    if (to < at + count) out[to++] = bits;
  }
  return to;
}
