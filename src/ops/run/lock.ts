import { existsSync, mkdirSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { DataFolder } from '../data-folder.ts';

/** One process at a time owns a data folder. The kernel lets go of the lock however the process ends. */
export interface FolderLock {
  release(): void;
}

/** Somebody who only looks holds the file for an instant. */
const PATIENCE_MS = 1_000;
const SQLITE_BUSY = 5;

/** Takes the lock; undefined if another process has it. */
export function takeLock(folder: DataFolder): FolderLock | undefined {
  mkdirSync(folder.run, { recursive: true, mode: 0o700 });
  const database = new DatabaseSync(folder.lock, { timeout: PATIENCE_MS });
  try {
    database.exec('PRAGMA journal_mode = MEMORY; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (isBusy(error)) return undefined;
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

/** `errcode` is SQLite's own, with the extended part in its high bits. */
function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === SQLITE_BUSY;
}
