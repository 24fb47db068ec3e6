import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Below the store's directory: a database for each account. All of it may be deleted while nobody has the store open. */
export const SEARCH_DIRECTORY = 'search';

/** Raised whenever what lies in the tables, or how text is folded or read out of a message, changes: then all is made anew. */
const FORMAT = 1;

/**
 * `state.through`: every message with an id up to it is in the index or in `odd`, or is gone. `odd` messages are read
 * whenever it matters: they have text that is not well formed, or could not be read. `state.gone_modseq`: messages
 * destroyed up to it have left. A shelf is a run of texts of one class, in the order of message ids; its id is
 * class·2^32 + the first message's.
 */
const TABLES = `
CREATE TABLE state (birth INTEGER NOT NULL, through INTEGER NOT NULL, modseq INTEGER NOT NULL, gone_modseq INTEGER NOT NULL);
CREATE TABLE odd (id INTEGER PRIMARY KEY, kind INTEGER NOT NULL);
CREATE TABLE shelf (
  id INTEGER PRIMARY KEY, count INTEGER NOT NULL, live INTEGER NOT NULL, chars INTEGER NOT NULL,
  ids BLOB NOT NULL, ends BLOB NOT NULL, bytes INTEGER NOT NULL, data BLOB NOT NULL
);
CREATE VIRTUAL TABLE gram USING fts5 (words, tokenize = 'ascii', detail = none, content = '', contentless_delete = 1);
INSERT INTO gram (gram, rank) VALUES ('automerge', 8);
`;

export const indexFile = (directory: string, account: number): string =>
  join(directory, SEARCH_DIRECTORY, `${account}.db`);

/** The index must be made anew: it is damaged, or was made for something else. */
export class UnfitIndex extends Error {}

/** SQLite's result codes for what is no fault of the file: busy, out of memory, disk full and the like. */
const PASSING = new Set([5, 6, 7, 8, 9, 10, 13, 14]);

/** Whether the file is at fault for what was thrown. */
export function isUnfit(error: unknown): boolean {
  if (error instanceof UnfitIndex) return true;
  if (!(error instanceof Error)) return false;
  if ('errcode' in error && typeof error.errcode === 'number') return !PASSING.has(error.errcode & 0xff);
  // Of zstd.
  return 'code' in error && typeof error.code === 'string' && error.code.startsWith('ZSTD_');
}

export interface IndexState {
  readonly birth: number;
  readonly through: number;
  readonly modseq: number;
  readonly gone_modseq: number;
}

/** Opens an account's index, made if need be. Throws if it is of another format, or damaged. */
export function openForWriting(file: string, birth: number): DatabaseSync {
  const db = new DatabaseSync(file);
  try {
    // It need not be durable, only whole: without a sync the newest transactions may be lost, and are done again.
    db.exec(
      'PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY',
    );
    db.exec('PRAGMA cache_size = -8192; PRAGMA busy_timeout = 5000');
    const { user_version: format } = db.prepare('PRAGMA user_version').get() as { user_version: number };
    if (format !== 0 && format !== FORMAT) throw new UnfitIndex('it is of another format');
    if (format === 0) {
      db.exec(`BEGIN IMMEDIATE; ${TABLES}`);
      db.prepare('INSERT INTO state VALUES (?, 0, 0, 0)').run(birth);
      db.exec(`PRAGMA user_version = ${FORMAT}; COMMIT`);
    }
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Undefined if it is of another format, or just being made. */
export function openForReading(file: string): DatabaseSync | undefined {
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    db.exec('PRAGMA cache_size = -8192; PRAGMA busy_timeout = 1000; PRAGMA query_only = ON');
    const { user_version: format } = db.prepare('PRAGMA user_version').get() as { user_version: number };
    if (format === FORMAT) return db;
  } catch (error) {
    db.close();
    throw error;
  }
  db.close();
  return undefined;
}

export function readState(db: DatabaseSync): IndexState {
  const row = db.prepare('SELECT birth, through, modseq, gone_modseq FROM state').get();
  if (row === undefined) throw new UnfitIndex('it has no state');
  return row as unknown as IndexState;
}

/** An index that was made for these messages: of this account and not of an earlier one, and not of a later time. */
export function isOf(
  state: IndexState,
  { birth, modSeq }: { readonly birth: number; readonly modSeq: number },
): boolean {
  return state.birth === birth && state.modseq <= modSeq && state.gone_modseq <= modSeq;
}

export function removeIndex(file: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(file + suffix, { force: true });
}
