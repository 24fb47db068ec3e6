import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Statements } from '../statements.ts';

const FILE = 'start-count';

/**
 * Counts the starts of the writer, in the index and beside the segments. A start removes octets that the index does not
 * name, as a crash leaves them; so an index that is missing, or was put back from an older backup than the segments,
 * would cost mail. Then the count beside the segments is ahead, and this throws instead.
 */
export class StartCount {
  readonly #statements: Statements;
  readonly #path: string;
  readonly #next: number;
  #done = false;

  constructor(statements: Statements, blobDirectory: string) {
    mkdirSync(blobDirectory, { recursive: true, mode: 0o700 });
    this.#statements = statements;
    this.#path = join(blobDirectory, FILE);
    const inIndex = statements.row<{ count: number }>('SELECT count FROM start')?.count ?? 0;
    const besideSegments = existsSync(this.#path) ? Number(readFileSync(this.#path, 'utf8')) : 0;
    if (!(besideSegments <= inIndex)) {
      throw new Error(
        'the index is missing or older than the messages beside it: put back both from the same backup, nothing was changed',
      );
    }
    this.#next = inIndex + 1;
  }

  /**
   * Counts this start, once. False if the disk does not take it, as a full one does not: then nothing else may be written
   * either, but what there is can be read, and it can be asked again.
   */
  count(): boolean {
    if (this.#done) return true;
    try {
      // The index first: a crash between the two leaves it ahead, which is no harm.
      this.#statements.run('UPDATE start SET count = ?', this.#next);
      replaceFile(this.#path, `${this.#next}\n`);
      this.#done = true;
    } catch {
      return false;
    }
    return true;
  }
}

function replaceFile(path: string, content: string): void {
  const fd = openSync(`${path}.new`, 'w', 0o600);
  try {
    writeSync(fd, content);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(`${path}.new`, path);
}
