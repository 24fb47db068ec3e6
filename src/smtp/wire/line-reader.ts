import { CR, concatBytes, EMPTY, LF } from '../../base/index.ts';

/** `bareLineEnd`: a CR or LF that is not part of a CRLF. The rest of a bad line, up to its CRLF, is passed over. */
export type LineEvent =
  | { readonly kind: 'line'; readonly bytes: Uint8Array }
  | { readonly kind: 'bad'; readonly reason: 'tooLong' | 'bareLineEnd' };

/**
 * Cuts what a peer sends into command lines (RFC 5321 §2.3.8): only CRLF ends one. A line with a bare CR or LF is
 * reported at once, for whoever types it by hand, and never run: not what stands before it, nor what stands behind.
 */
export class LineReader {
  readonly #lineMaxBytes: number;
  #input: Uint8Array = EMPTY;
  /** Up to here `#input` was looked through without finding an end. */
  #scanned = 0;
  #skipping = false;
  /** While skipping: the last byte passed over was a CR. */
  #skippedCr = false;

  constructor(lineMaxBytes: number) {
    this.#lineMaxBytes = lineMaxBytes;
  }

  feed(chunk: Uint8Array): void {
    this.#input = this.#input.length === 0 ? chunk : concatBytes([this.#input, chunk]);
  }

  /** The next line, without its CRLF; undefined when more bytes are needed. */
  next(): LineEvent | undefined {
    if (this.#skipping && !this.#skip()) return undefined;
    const input = this.#input;
    const limit = Math.min(input.length, this.#lineMaxBytes);
    for (let at = this.#scanned; at < limit; at++) {
      const byte = input[at];
      if (byte === LF) return this.#bad('bareLineEnd', at + 1, false);
      if (byte !== CR) continue;
      if (at + 1 === input.length) return this.#pause(at);
      if (input[at + 1] !== LF) return this.#bad('bareLineEnd', at + 1, true);
      if (at + 2 > this.#lineMaxBytes) break;
      this.#drop(at + 2);
      return { kind: 'line', bytes: input.subarray(0, at) };
    }
    if (input.length < this.#lineMaxBytes) return this.#pause(input.length);
    // A CR at the very limit may be half of the line's end; but then the line is too long by one byte.
    return this.#bad('tooLong', limit, input[limit - 1] === CR);
  }

  /** Takes what was not read, for a reader of another kind. */
  takeRest(): Uint8Array {
    const rest = this.#input;
    this.#drop(rest.length);
    return rest;
  }

  #bad(reason: 'tooLong' | 'bareLineEnd', passed: number, endsInCr: boolean): LineEvent {
    this.#drop(passed);
    this.#skipping = true;
    this.#skippedCr = endsInCr;
    return { kind: 'bad', reason };
  }

  /** Passes over the rest of a bad line; false if its end has not come yet. */
  #skip(): boolean {
    const input = this.#input;
    for (let at = input.indexOf(LF); at !== -1; at = input.indexOf(LF, at + 1)) {
      if (at === 0 ? this.#skippedCr : input[at - 1] === CR) {
        this.#drop(at + 1);
        this.#skipping = false;
        return true;
      }
    }
    if (input.length > 0) this.#skippedCr = input[input.length - 1] === CR;
    this.#drop(input.length);
    return false;
  }

  #pause(scanned: number): undefined {
    this.#scanned = scanned;
  }

  #drop(count: number): void {
    this.#input = count === this.#input.length ? EMPTY : this.#input.subarray(count);
    this.#scanned = 0;
  }
}
