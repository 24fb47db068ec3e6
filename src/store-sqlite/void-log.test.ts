import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { strikeFrame, voidLog } from './writer/void-log.ts';

/** An index whose log holds `rows` transactions, as a crash would leave it; gives the log's length after each. */
function crashed(folder: string, rows: number): { file: string; lengths: number[] } {
  mkdirSync(folder);
  const file = join(folder, 'live.db');
  const live = new DatabaseSync(file);
  live.exec('PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; CREATE TABLE t (n INTEGER)');
  const lengths: number[] = [];
  for (let n = 1; n <= rows; n++) {
    live.exec(`INSERT INTO t VALUES (${n})`);
    lengths.push((live.prepare('PRAGMA wal_checkpoint(NOOP)').get() as { log: number }).log);
  }
  const copy = join(folder, 'crashed.db');
  copyFileSync(file, copy);
  copyFileSync(`${file}-wal`, `${copy}-wal`);
  live.close();
  return { file: copy, lengths };
}

function rowsOf(file: string): number[] {
  const index = new DatabaseSync(file);
  const rows = index.prepare('SELECT n FROM t ORDER BY n').all() as { n: number }[];
  index.close();
  return rows.map((row) => row.n);
}

test('a transaction that is struck out of the log does not come back after a crash; those before it do', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rookery-log-'));
  try {
    const { file, lengths } = crashed(join(folder, 'a'), 3);
    strikeFrame(`${file}-wal`, lengths[1]!, 4096);
    assert.deepEqual(rowsOf(file), [1, 2]);
    const again = crashed(join(folder, 'b'), 3);
    strikeFrame(`${again.file}-wal`, again.lengths[2]!, 4096);
    assert.deepEqual(rowsOf(again.file), [1, 2, 3]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('striking out after the last transaction harms nothing, with and without a log', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rookery-log-'));
  try {
    const file = join(folder, 'index.db');
    const index = new DatabaseSync(file);
    voidLog(index, file);
    index.exec('PRAGMA journal_mode = WAL; CREATE TABLE t (n INTEGER); INSERT INTO t VALUES (1)');
    voidLog(index, file);
    index.exec('INSERT INTO t VALUES (2)');
    index.close();
    assert.deepEqual(rowsOf(file), [1, 2]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
