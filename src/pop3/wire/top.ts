import { CR, LF } from '../../base/index.ts';

/** Cuts a message after its header, the blank line, and so many lines of the body: TOP (RFC 1939 §7). */
export class TopCutter {
  #linesLeft: number;
  #inHeader = true;
  /** The line so far: nothing, one CR, or more. */
  #line: 'empty' | 'cr' | 'filled' = 'empty';

  constructor(bodyLines: number) {
    this.#linesLeft = bodyLines;
  }

  /** How many of the chunk's bytes belong; `done` if the cut lies within them or at their end. */
  push(chunk: Uint8Array): { readonly length: number; readonly done: boolean } {
    let start = 0;
    for (let at = chunk.indexOf(LF); at !== -1; at = chunk.indexOf(LF, at + 1)) {
      if (this.#inHeader) {
        this.#take(chunk, start, at);
        if (this.#line !== 'filled') this.#inHeader = false;
      } else this.#linesLeft--;
      this.#line = 'empty';
      start = at + 1;
      if (!this.#inHeader && this.#linesLeft === 0) return { length: start, done: true };
    }
    this.#take(chunk, start, chunk.length);
    return { length: chunk.length, done: false };
  }

  #take(chunk: Uint8Array, from: number, to: number): void {
    if (from === to) return;
    const oneCr = this.#line === 'empty' && to - from === 1 && chunk[from] === CR;
    this.#line = oneCr ? 'cr' : 'filled';
  }
}
