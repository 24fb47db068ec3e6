import { closeSync, fdatasyncSync, fstatSync, openSync, writeSync } from 'node:fs';
import { INDEX_PAGE_BYTES } from '../schema.ts';

const ZEROS = new Uint8Array(256 * 1024);
/** A frame of SQLite's log: a page behind a header of 24 octets (sqlite.org/fileformat2.html §4). */
const FRAME_BYTES = INDEX_PAGE_BYTES + 24;

/**
 * Lays out the room that the index's log will grow into. A sync after a write into room that is there already costs half
 * of one that also has to allocate. SQLite ends its reading of the log at the first frame whose checksum is wrong, and zeros
 * are never right. Only while nobody writes: at the start of the writer. That it fails is no matter.
 */
export function layOutLog(indexFile: string, pages: number): void {
  const end = pages * FRAME_BYTES;
  try {
    const fd = openSync(`${indexFile}-wal`, 'r+');
    try {
      for (let at = fstatSync(fd).size; at < end; ) {
        at += writeSync(fd, ZEROS, 0, Math.min(ZEROS.length, end - at), at);
      }
      fdatasyncSync(fd);
    } finally {
      closeSync(fd);
    }
  } catch {
    // No log yet, or no room: the log grows as it is written.
  }
}
