import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Statements } from '../statements.ts';

const FILE = 'start-count';

/**
 * Counts the starts of the writer, in the index and beside the segments. A start removes octets that the index does not
 * name, as a crash leaves them; so an index that is missing, or was put back from an older backup than the segments,
 * would cost mail. Then the count beside the segments is ahead, and this throws instead.
 */
export function countStart(statements: Statements, blobDirectory: string): void {
  mkdirSync(blobDirectory, { recursive: true, mode: 0o700 });
  const inIndex = statements.row<{ count: number }>('SELECT count FROM start')?.count ?? 0;
  const path = join(blobDirectory, FILE);
  const besideSegments = existsSync(path) ? Number(readFileSync(path, 'utf8')) : 0;
  if (!(besideSegments <= inIndex)) {
    throw new Error(
      'the index is missing or older than the messages beside it: put back both from the same backup, nothing was changed',
    );
  }
  // The index first: a crash between the two leaves it ahead, which is no harm.
  statements.run('UPDATE start SET count = ?', inIndex + 1);
  replaceFile(path, `${inIndex + 1}\n`);
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
