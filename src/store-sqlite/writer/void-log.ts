import { closeSync, existsSync, fdatasyncSync, fstatSync, openSync, writeSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';

/** Sizes in SQLite's log (sqlite.org/fileformat2.html §4). */
const LOG_HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;

/**
 * After a COMMIT that failed: makes sure that it stays undone. SQLite may have written and synced the whole transaction
 * to its log before it failed, on a disk so full that the log's own index could not grow; it has forgotten it then, but
 * a start after a crash would find it in the log and bring it back, though everybody was told that it did not happen.
 * So the frame behind the last one that counts is struck out, in place. Throws if even that fails.
 */
export function voidLog(index: DatabaseSync, indexFile: string): void {
  const path = `${indexFile}-wal`;
  if (!existsSync(path)) return;
  const { log } = index.prepare('PRAGMA wal_checkpoint(NOOP)').get() as { log: number };
  const { page_size: pageSize } = index.prepare('PRAGMA page_size').get() as { page_size: number };
  strikeFrame(path, log, pageSize);
}

/** Strikes out the frame behind the first `frames` of a log; its checksum is then wrong, and the log ends there. */
export function strikeFrame(logFile: string, frames: number, pageSize: number): void {
  const at = LOG_HEADER_BYTES + frames * (pageSize + FRAME_HEADER_BYTES);
  const fd = openSync(logFile, 'r+');
  try {
    if (fstatSync(fd).size < at + FRAME_HEADER_BYTES) return;
    writeSync(fd, new Uint8Array(FRAME_HEADER_BYTES), 0, FRAME_HEADER_BYTES, at);
    fdatasyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
