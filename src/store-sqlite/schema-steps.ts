import type { DatabaseSync } from 'node:sqlite';
import { chunkOf } from '../store/index.ts';
import { type ChunkRow, decodeChunk, encodeChunk } from './chunk-codec.ts';
import { chunkRow, tailRow } from './keys.ts';

/** What brings an index to the version after that of its place, 1 first. Each runs in a transaction of its caller. */
export const SCHEMA_STEPS: readonly ((index: DatabaseSync) => void)[] = [settleThreads, putTailIntoSlots];

/** To 2: keys of threads are written for many messages together. */
function settleThreads(index: DatabaseSync): void {
  index.exec(`ALTER TABLE account ADD COLUMN threads_settled INTEGER NOT NULL DEFAULT 0;
    UPDATE account SET threads_settled = next_message - 1`);
}

/** To 3: the newest entries lie in slots, and their pages are written when a chunk is complete. */
function putTailIntoSlots(index: DatabaseSync): void {
  index.exec(`ALTER TABLE flag_page ADD COLUMN tail_uid INTEGER NOT NULL DEFAULT 0;
    CREATE TABLE entry_tail (id INTEGER PRIMARY KEY, uid INTEGER NOT NULL, entry BLOB, rendered BLOB NOT NULL)`);
  const mailboxes = index.prepare('SELECT DISTINCT mailbox FROM rendered_tail').all() as { mailbox: number }[];
  const rowsOf = index.prepare('SELECT uid, data FROM rendered_tail WHERE mailbox = ? ORDER BY uid');
  const insert = index.prepare('INSERT INTO entry_tail (id, uid, entry, rendered) VALUES (?, ?, NULL, ?)');
  for (const { mailbox } of mailboxes) {
    const rows = rowsOf.all(mailbox) as unknown as ChunkRow[];
    const newest = chunkOf(rows[rows.length - 1]!.uid);
    for (const row of rows) {
      if (chunkOf(row.uid) === newest) insert.run(tailRow(mailbox, row.uid), row.uid, row.data);
      else addToChunk(index, mailbox, row);
    }
  }
  index.exec('DROP TABLE rendered_tail');
}

/** A record of an older chunk, as a repair left it in the tail. */
function addToChunk(index: DatabaseSync, mailboxKey: number, row: ChunkRow): void {
  const id = chunkRow(mailboxKey, chunkOf(row.uid));
  const there = index.prepare('SELECT data FROM rendered_chunk WHERE id = ?').get(id);
  const others = there?.data instanceof Uint8Array ? decodeChunk(there.data) : [];
  const rows = [...others.filter(({ uid }) => uid !== row.uid), row].sort((a, b) => a.uid - b.uid);
  index.prepare('INSERT OR REPLACE INTO rendered_chunk (id, data) VALUES (?, ?)').run(id, encodeChunk(rows));
}
