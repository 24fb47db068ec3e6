import { CR, LF, SP, TAB } from '../base/index.ts';

const DASH = 0x2d;

interface Boundary {
  readonly bytes: Uint8Array;
  /** The place of the multipart in the reader's stack of open parts. */
  readonly level: number;
}

export interface BoundaryMatch {
  readonly level: number;
  readonly closing: boolean;
}

/** The boundaries of the multiparts that are open at one place of a message, outermost first. */
export class BoundaryStack {
  readonly #open: Boundary[] = [];

  get isEmpty(): boolean {
    return this.#open.length === 0;
  }

  push(bytes: Uint8Array, level: number): void {
    this.#open.push({ bytes, level });
  }

  /** Forgets the boundaries of multiparts at `level` and above it. */
  dropFrom(level: number): void {
    while (this.#open.length > 0 && this.#open[this.#open.length - 1]!.level >= level) this.#open.pop();
  }

  /**
   * Which boundary a line that begins with two dashes is: `bytes` from `start` to `end`, with or without its line end.
   * The boundary ends with the line, at white space or at its closing dashes; other text makes it a different line, so
   * that one boundary may be the beginning of another. A whole line goes before the other two, the innermost before the
   * outer.
   */
  match(bytes: Uint8Array, start: number, end: number): BoundaryMatch | undefined {
    let partial: BoundaryMatch | undefined;
    for (let i = this.#open.length - 1; i >= 0; i--) {
      const boundary = this.#open[i]!;
      const after = start + 2 + boundary.bytes.length;
      if (after > end || !startsWith(bytes, start + 2, boundary.bytes)) continue;
      if (isBlank(bytes, after, end)) return { level: boundary.level, closing: false };
      if (partial !== undefined) continue;
      const closing = after + 1 < end && bytes[after] === DASH && bytes[after + 1] === DASH;
      if (closing || bytes[after] === SP || bytes[after] === TAB) partial = { level: boundary.level, closing };
    }
    return partial;
  }
}

function startsWith(bytes: Uint8Array, at: number, prefix: Uint8Array): boolean {
  for (let i = 0; i < prefix.length; i++) if (bytes[at + i] !== prefix[i]) return false;
  return true;
}

function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    if (byte !== SP && byte !== TAB && byte !== CR && byte !== LF) return false;
  }
  return true;
}
