import { CR, concatBytes, EMPTY, LF } from '../../base/index.ts';

const DOT = 0x2e;

/**
 * The client's side of dot-stuffing (RFC 1939 §3): gives the lines of a multi-line response back as they were and finds
 * its end. A line ends with CRLF alone. Holds at most the last three bytes of what came.
 */
export class DotUnstuffer {
  /** Bytes that cannot be judged before more comes: a part of `.CRLF` at the start of a line. */
  #held: Uint8Array = EMPTY;
  #lineStart = true;
  #lastCr = false;

  /** What the chunk adds to the message; once the end was seen, `rest` is what follows the response. */
  push(chunk: Uint8Array): { readonly bytes: Uint8Array; readonly rest: Uint8Array | undefined } {
    const input = this.#held.length === 0 ? chunk : concatBytes([this.#held, chunk]);
    this.#held = EMPTY;
    const pieces: Uint8Array[] = [];
    let at = 0;
    while (at < input.length) {
      if (this.#lineStart && input[at] === DOT) {
        if (at + 1 >= input.length || (input[at + 1] === CR && at + 2 >= input.length)) break;
        if (input[at + 1] === CR && input[at + 2] === LF) {
          return { bytes: concatBytes(pieces), rest: input.subarray(at + 3) };
        }
        at++;
      }
      const end = this.#lineEnd(input, at);
      pieces.push(input.subarray(at, end));
      at = end;
    }
    this.#held = input.slice(at);
    return { bytes: concatBytes(pieces), rest: undefined };
  }

  /** Where the line that goes on at `from` ends, its CRLF included; the input's end if it does not. */
  #lineEnd(input: Uint8Array, from: number): number {
    this.#lineStart = false;
    for (let at = input.indexOf(LF, from); at !== -1; at = input.indexOf(LF, at + 1)) {
      if (at === from ? this.#lastCr : input[at - 1] === CR) {
        this.#lineStart = true;
        this.#lastCr = false;
        return at + 1;
      }
    }
    this.#lastCr = input[input.length - 1] === CR;
    return input.length;
  }
}
