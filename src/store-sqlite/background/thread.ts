import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { watchSpareMemory } from '../../thread/index.ts';
import { INDEX_FILE } from '../schema.ts';
import { compact } from './compact.ts';
import { Indexing } from './indexing.ts';
import type { BackgroundOptions, BackgroundTask, FromBackground, MovedBody } from './task.ts';

/**
 * The background thread: what would make the writer wait and need not. It folds the index's log into the index, lays
 * out the room for the next segment, gathers what is still in use out of segments that are mostly dead, and between
 * these tasks fills the index of texts.
 */
const ZEROS = new Uint8Array(256 * 1024);

function checkpoint(index: DatabaseSync): void {
  index.exec('PRAGMA wal_checkpoint(PASSIVE)');
}

/**
 * Makes a file of zeros. A sync after a write into room that is there already costs half of one that also has to
 * allocate. The writer touches the file only once it is told that this is done.
 */
function layOut(path: string, sizeBytes: number): void {
  const fd = openSync(path, 'w', 0o600);
  try {
    for (let at = 0; at < sizeBytes; ) at += writeSync(fd, ZEROS, 0, Math.min(ZEROS.length, sizeBytes - at), at);
    fdatasyncSync(fd);
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(fd);
  }
}

if (!isMainThread && parentPort !== null) {
  const port = parentPort;
  watchSpareMemory();
  const options = workerData as BackgroundOptions;
  const index = new DatabaseSync(join(options.directory, INDEX_FILE));
  index.exec('PRAGMA busy_timeout = 5000; PRAGMA wal_autocheckpoint = 0');
  const indexing = new Indexing(index, options, (level, event, detail) =>
    port.postMessage({ event, level, detail } satisfies FromBackground),
  );
  port.on('message', (task: BackgroundTask) => {
    if (task.kind === 'close') {
      void indexing.close().finally(() => {
        index.close();
        port.close();
      });
      return;
    }
    let error: string | undefined;
    let moved: readonly MovedBody[] = [];
    try {
      if (task.kind === 'checkpoint') checkpoint(index);
      else if (task.kind === 'layOut') layOut(task.path, task.sizeBytes);
      else moved = compact(index, task);
    } catch (thrown) {
      error = thrown instanceof Error ? thrown.message : String(thrown);
    }
    port.postMessage({ error, moved } satisfies FromBackground);
  });
}
