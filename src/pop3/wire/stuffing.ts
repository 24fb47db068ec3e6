import { CR, LF } from '../../base/index.ts';

const DOT = 0x2e;
const DOT_BYTES = new Uint8Array([DOT]);
const CR_BYTES = new Uint8Array([CR]);
const END = new Uint8Array([DOT, CR, LF]);
const LINE_END_AND_END = new Uint8Array([CR, LF, DOT, CR, LF]);

/** Where an LF with a dot behind it stands, from `from` on; -1 if nowhere. */
export type FindDotLine = (chunk: Uint8Array, from: number) => number;

/**
 * A message as the body of a multi-line response (RFC 1939 §3): each line that begins with a dot gets another, a bare LF
 * becomes CRLF, so that no reader can take one for a line's end that we do not, and the last line is completed. A bare CR
 * stays. Works on chunks of any size and copies nothing: pieces are views of the chunk.
 */
export class DotStuffer {
  readonly #findDotLine: FindDotLine | undefined;
  /** The byte before; a message begins as if behind a line's end. */
  #last = LF;

  /** With `findDotLine` the caller says that no LF is bare: then lines need not be looked at one by one. */
  constructor(findDotLine?: FindDotLine) {
    this.#findDotLine = findDotLine;
  }

  push(chunk: Uint8Array): Uint8Array[] {
    const pieces: Uint8Array[] = [];
    if (chunk.length === 0) return pieces;
    if (this.#last === LF && chunk[0] === DOT) pieces.push(DOT_BYTES);
    const find = this.#findDotLine;
    const from = find === undefined ? this.#stuffLines(chunk, pieces) : stuffDots(chunk, pieces, find);
    if (from < chunk.length) pieces.push(from === 0 ? chunk : chunk.subarray(from));
    this.#last = chunk[chunk.length - 1]!;
    return pieces;
  }

  /** As stuffDots, and completes bare LFs. */
  #stuffLines(chunk: Uint8Array, pieces: Uint8Array[]): number {
    let from = 0;
    for (let at = chunk.indexOf(LF); at !== -1; at = chunk.indexOf(LF, at + 1)) {
      if ((at === 0 ? this.#last : chunk[at - 1]) !== CR) {
        if (at > from) pieces.push(chunk.subarray(from, at));
        pieces.push(CR_BYTES);
        from = at;
      }
      if (chunk[at + 1] === DOT) {
        pieces.push(chunk.subarray(from, at + 1), DOT_BYTES);
        from = at + 1;
      }
    }
    return from;
  }

  /** The end of the response, after the end of the message. */
  finish(): Uint8Array {
    return this.#last === LF ? END : LINE_END_AND_END;
  }
}

/** Pieces up to the last dot that begins a line, each such dot doubled; gives where the rest begins. */
function stuffDots(chunk: Uint8Array, pieces: Uint8Array[], find: FindDotLine): number {
  let from = 0;
  for (let at = find(chunk, 0); at !== -1; at = find(chunk, at + 2)) {
    pieces.push(chunk.subarray(from, at + 1), DOT_BYTES);
    from = at + 1;
  }
  return from;
}

/** Counts the octets of a message as POP3 sends it, without the dots that are added and without the end (RFC 1939 §11). */
export class WireMeasure {
  #last = LF;
  #bytes = 0;

  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.#bytes += chunk.length;
    for (let at = chunk.indexOf(LF); at !== -1; at = chunk.indexOf(LF, at + 1)) {
      if ((at === 0 ? this.#last : chunk[at - 1]) !== CR) this.#bytes++;
    }
    this.#last = chunk[chunk.length - 1]!;
  }

  finish(): number {
    return this.#last === LF ? this.#bytes : this.#bytes + 2;
  }
}
