import { CR, concatBytes, EMPTY, LF } from '../../base/index.ts';

export type LineOutcome =
  | { readonly kind: 'line'; readonly line: Uint8Array }
  /** No whole line yet. */
  | { readonly kind: 'more' }
  /** A line passed the limit; it is dropped up to its end, and what follows is read as usual. */
  | { readonly kind: 'tooLong' };

const MORE: LineOutcome = { kind: 'more' };

/**
 * Lines out of bytes that come in any pieces. CRLF ends a line; a bare LF does too, as a kindness to people at a
 * terminal. Never holds more than the limit and one chunk.
 */
export class LineReader {
  #rest: Uint8Array = EMPTY;
  #skipping = false;

  push(chunk: Uint8Array): void {
    this.#rest = this.#rest.length === 0 ? chunk : concatBytes([this.#rest, chunk]);
  }

  /** `maxBytes` counts the line's end. */
  next(maxBytes: number): LineOutcome {
    const end = this.#rest.indexOf(LF);
    if (this.#skipping) {
      this.#rest = end === -1 ? EMPTY : this.#rest.subarray(end + 1);
      if (end === -1) return MORE;
      this.#skipping = false;
      return this.next(maxBytes);
    }
    if (end === -1 && this.#rest.length < maxBytes) return MORE;
    if (end === -1 || end + 1 > maxBytes) {
      this.#skipping = true;
      return { kind: 'tooLong' };
    }
    const line = this.#rest.subarray(0, end > 0 && this.#rest[end - 1] === CR ? end - 1 : end);
    this.#rest = this.#rest.subarray(end + 1);
    return { kind: 'line', line };
  }

  /** Forgets what has not been read: after STLS nothing from before may count (RFC 2595 §4). */
  clear(): void {
    this.#rest = EMPTY;
    this.#skipping = false;
  }
}
