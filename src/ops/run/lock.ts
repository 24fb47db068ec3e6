import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { DataFolder } from '../data-folder.ts';
import { diskFailure, sqliteCode } from '../disk-failure.ts';

/** One process at a time owns a data folder. The kernel lets go of the lock however the process ends. */
export interface FolderLock {
  release(): void;
}

/** Somebody who only looks holds the file for an instant. */
const PATIENCE_MS = 1_000;
const SQLITE_BUSY = 5;

/** Takes the lock; undefined if another process has it. Throws a DiskFailure if the disk does not let anybody have it. */
export function takeLock(folder: DataFolder): FolderLock | undefined {
  try {
    mkdirSync(folder.run, { recursive: true, mode: 0o700 });
    return lockFile(folder.lock);
  } catch (error) {
    if (isBusy(error)) return undefined;
    throw diskFailure(error, folder.lock) ?? error;
  }
}

function lockFile(path: string): FolderLock {
  const database = new DatabaseSync(path, { timeout: PATIENCE_MS });
  try {
    database.exec('PRAGMA journal_mode = MEMORY; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    // Of a file that cannot be written SQLite takes a shared lock only, and says nothing: then two could have it.
    accessSync(path, constants.W_OK);
  } catch (error) {
    database.close();
    throw error;
  }
  return { release: () => database.close() };
}

/** Whether a process has the lock now. */
export function isLocked(folder: DataFolder): boolean {
  if (!existsSync(folder.lock)) return false;
  const database = new DatabaseSync(folder.lock, { timeout: 0, readOnly: true });
  try {
    database.prepare('SELECT count(*) FROM sqlite_schema').get();
    return false;
  } catch (error) {
    if (isBusy(error)) return true;
    throw error;
  } finally {
    database.close();
  }
}

function isBusy(error: unknown): boolean {
  return sqliteCode(error) === SQLITE_BUSY;
}
