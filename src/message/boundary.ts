import { decodeLatin1 } from '../base/index.ts';
import { trimBlanksEnd } from './unfold.ts';

export interface BoundaryMatch {
  /** The place of the multipart in the reader's stack of open parts. */
  readonly level: number;
  readonly closing: boolean;
}

/**
 * The boundaries of the multiparts that are open at one place of a message. A line is looked up, not compared with each
 * of them, or a hundred long boundaries that are alike would make every line a hundred times as slow.
 */
export class BoundaryStack {
  readonly #open: { readonly text: string; readonly level: number }[] = [];
  /** Levels that have a boundary, outermost first. */
  readonly #levels = new Map<string, number[]>();

  get isEmpty(): boolean {
    return this.#open.length === 0;
  }

  /** `text` has one code unit for each byte. */
  push(text: string, level: number): void {
    this.#open.push({ text, level });
    const levels = this.#levels.get(text);
    if (levels === undefined) this.#levels.set(text, [level]);
    else levels.push(level);
  }

  /** Forgets the boundaries of multiparts at `level` and above it. */
  dropFrom(level: number): void {
    for (let top = this.#open.at(-1); top !== undefined && top.level >= level; top = this.#open.at(-1)) {
      this.#open.pop();
      const levels = this.#levels.get(top.text)!;
      levels.pop();
      if (levels.length === 0) this.#levels.delete(top.text);
    }
  }

  /**
   * Which boundary a line that begins with two dashes is: `bytes` from `start` to `end`, with or without its line end.
   * The boundary ends with the line, at white space or at its closing dashes; other text makes it a different line, so
   * that one boundary may be the beginning of another. A whole line goes before the other two.
   */
  match(bytes: Uint8Array, start: number, end: number): BoundaryMatch | undefined {
    const line = trimBlanksEnd(decodeLatin1(bytes, start + 2, end));
    const word = /^[^ \t]*/.exec(line)![0];
    const dashes = line.lastIndexOf('--');
    return (
      this.#find(line, false) ??
      this.#find(beforeDashes(line), true) ??
      this.#find(word, false) ??
      this.#find(beforeDashes(word), true) ??
      (dashes > 0 ? this.#find(line.slice(0, dashes), true) : undefined)
    );
  }

  #find(text: string | undefined, closing: boolean): BoundaryMatch | undefined {
    const level = text === undefined ? undefined : this.#levels.get(text)?.at(-1);
    return level === undefined ? undefined : { level, closing };
  }
}

function beforeDashes(text: string): string | undefined {
  return text.endsWith('--') ? text.slice(0, -2) : undefined;
}
