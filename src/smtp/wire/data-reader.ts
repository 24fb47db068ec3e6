import { CR, LF } from '../../base/index.ts';

/** `rest`: what the peer sent behind the end of the data; undefined while the data goes on. */
export interface DataPart {
  /** Octets of the mail, in order; views of the chunk that was fed. */
  readonly pieces: readonly Uint8Array[];
  readonly rest: Uint8Array | undefined;
}

const DOT = 0x2e;
const LONE_CR = Uint8Array.of(CR);

/** What stands right before the next byte. */
type Before = 'text' | 'cr' | 'lineStart' | 'dot' | 'dotCr';

/**
 * Takes the dots off that the peer has put before lines that begin with one, and finds the line with a single dot that
 * ends the data (RFC 5321 §4.5.2). Only CRLF is a line end: `<LF>.<LF>`, `<LF>.<CR><LF>`, `<CR>.<CR>` and their like are
 * data, byte for byte, so nobody can hide a second mail from one of two servers that differ in this.
 */
export class DataReader {
  #before: Before = 'lineStart';

  feed(chunk: Uint8Array): DataPart {
    const pieces: Uint8Array[] = [];
    if (chunk.length === 0) return { pieces, rest: undefined };
    const resumed = this.#resume(chunk, pieces);
    if (resumed !== undefined) return { pieces, rest: resumed.rest };

    let start = 0;
    for (let at = chunk.indexOf(DOT); at !== -1; at = chunk.indexOf(DOT, at + 1)) {
      if (!this.#isLineStart(chunk, at)) continue;
      if (at > start) pieces.push(chunk.subarray(start, at));
      start = at + 1;
      if (start === chunk.length) return this.#pause('dot', pieces);
      if (chunk[start] !== CR) continue;
      if (start + 1 === chunk.length) return this.#pause('dotCr', pieces);
      if (chunk[start + 1] === LF) return { pieces, rest: chunk.subarray(start + 2) };
    }
    pieces.push(start === 0 ? chunk : chunk.subarray(start));
    return this.#pause(this.#after(chunk), pieces);
  }

  /** Ends what the last chunk left open: a dot at the start of a line, alone or with a CR. */
  #resume(chunk: Uint8Array, pieces: Uint8Array[]): { readonly rest: Uint8Array | undefined } | undefined {
    if (this.#before === 'dotCr') {
      if (chunk[0] === LF) return { rest: chunk.subarray(1) };
      pieces.push(LONE_CR);
      this.#before = 'cr';
    } else if (this.#before === 'dot') {
      if (chunk[0] === CR && chunk.length === 1) {
        this.#before = 'dotCr';
        return { rest: undefined };
      }
      if (chunk[0] === CR && chunk[1] === LF) return { rest: chunk.subarray(2) };
      this.#before = 'text';
    }
    return undefined;
  }

  #isLineStart(chunk: Uint8Array, at: number): boolean {
    if (at >= 2) return chunk[at - 1] === LF && chunk[at - 2] === CR;
    return at === 1 ? chunk[0] === LF && this.#before === 'cr' : this.#before === 'lineStart';
  }

  #after(chunk: Uint8Array): Before {
    const last = chunk[chunk.length - 1];
    if (last === CR) return 'cr';
    const beforeLast = chunk.length > 1 ? chunk[chunk.length - 2] === CR : this.#before === 'cr';
    return last === LF && beforeLast ? 'lineStart' : 'text';
  }

  #pause(before: Before, pieces: readonly Uint8Array[]): DataPart {
    this.#before = before;
    return { pieces, rest: undefined };
  }
}
