import { CHUNK_UIDS, chunkOf, type MailboxSnapshot, type MetadataRow, type UidRange } from '../../store/index.ts';
import { type ChunkRow, decodeChunk } from '../chunk-codec.ts';
import { chunkRow } from '../keys.ts';
import type { Statements } from '../statements.ts';

/** Chunks read in one go. */
const CHUNKS_AT_ONCE = 16;

/**
 * Rendered records of a snapshot's entries, a batch for each chunk, ascending. Reads a bounded number of chunks ahead.
 * `present` gives those uids that are in the mailbox still: a chunk keeps the records of expunged entries for a while.
 */
export function* readMetadata(
  statements: Statements,
  mailboxKey: number,
  snapshot: MailboxSnapshot,
  ranges: readonly UidRange[],
  present: (uids: Iterable<number>) => Set<number>,
): Generator<readonly MetadataRow[]> {
  for (const window of windows(snapshot, ranges)) {
    // The tail first: a record that is packed between the two reads is then seen twice, and never missed.
    const tail = readTail(statements, mailboxKey, window);
    const wanted = present(window.uids);
    for (const run of runs(window.chunks)) {
      for (const row of statements.rows<{ data: Uint8Array }>(
        'SELECT data FROM rendered_chunk WHERE id BETWEEN ? AND ?',
        chunkRow(mailboxKey, run.first),
        chunkRow(mailboxKey, run.last),
      )) {
        const batch = take(decodeChunk(row.data), wanted);
        if (batch.length > 0) yield batch;
      }
    }
    const batch = take(tail, wanted);
    if (batch.length > 0) yield batch;
  }
}

/** Entries asked for that lie in a bounded number of chunks. */
interface Window {
  readonly uids: Set<number>;
  readonly chunks: number[];
}

function* windows(snapshot: MailboxSnapshot, ranges: readonly UidRange[]): Generator<Window> {
  let window: Window = { uids: new Set(), chunks: [] };
  let after = 0;
  for (const range of [...ranges].sort((a, b) => a.first - b.first)) {
    let sequence = snapshot.firstSequenceFrom(Math.max(range.first, after + 1));
    for (let uid = snapshot.uidAt(sequence); uid !== undefined && uid <= range.last; uid = snapshot.uidAt(++sequence)) {
      const chunk = chunkOf(uid);
      if (window.chunks.at(-1) !== chunk) {
        if (window.chunks.length === CHUNKS_AT_ONCE) {
          yield window;
          window = { uids: new Set(), chunks: [] };
        }
        window.chunks.push(chunk);
      }
      window.uids.add(uid);
      after = uid;
    }
  }
  if (window.uids.size > 0) yield window;
}

/** Ascending numbers as runs without gaps. */
function runs(numbers: readonly number[]): { first: number; last: number }[] {
  const found: { first: number; last: number }[] = [];
  for (const number of numbers) {
    const run = found.at(-1);
    if (run !== undefined && run.last + 1 === number) run.last = number;
    else found.push({ first: number, last: number });
  }
  return found;
}

function readTail(statements: Statements, mailboxKey: number, window: Window): ChunkRow[] {
  return statements.rows<{ uid: number; data: Uint8Array }>(
    'SELECT uid, data FROM rendered_tail WHERE mailbox = ? AND uid BETWEEN ? AND ? ORDER BY uid',
    mailboxKey,
    window.chunks[0]! * CHUNK_UIDS,
    window.chunks.at(-1)! * CHUNK_UIDS + CHUNK_UIDS - 1,
  );
}

function take(rows: readonly ChunkRow[], wanted: Set<number>): MetadataRow[] {
  const batch: MetadataRow[] = [];
  for (const { uid, data } of rows) if (wanted.delete(uid)) batch.push({ uid, rendered: data });
  return batch;
}
