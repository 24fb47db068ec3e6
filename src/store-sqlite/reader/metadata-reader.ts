import {
  CHUNK_UIDS,
  chunkOf,
  lowerBound,
  type MailboxSnapshot,
  type MetadataRow,
  type Page,
  type UidRange,
} from '../../store/index.ts';
import { ChunkReader } from '../chunk-codec.ts';
import { chunkRow, lastTailRow, tailRow } from '../keys.ts';
import type { Statements } from '../statements.ts';

/**
 * Rendered records of a snapshot's entries, a batch for each chunk, ascending. Reads a page's chunks at most at once.
 * `current` gives a page as it is now: a chunk keeps the records of expunged entries for a while, and they are left out.
 */
export function* readMetadata(
  statements: Statements,
  mailboxKey: number,
  snapshot: MailboxSnapshot,
  ranges: readonly UidRange[],
  current: (page: number) => Page | undefined,
): Generator<readonly MetadataRow[]> {
  const ascending = [...ranges].sort((a, b) => a.first - b.first);
  for (const page of snapshot.pages) {
    const asked = askedOf(page, ascending);
    if (asked.length === 0) continue;
    const wanted = stillThere(asked, page, current(page.number));
    if (wanted.length > 0) yield* readPage(statements, mailboxKey, wanted);
  }
}

/** The uids of a page that lie in the ranges, ascending. */
function askedOf(page: Page, ascending: readonly UidRange[]): ArrayLike<number> {
  const { uids, count } = page;
  if (count === 0) return [];
  const parts: Uint32Array[] = [];
  let from = 0;
  for (const range of ascending) {
    if (range.last < uids[from]!) continue;
    if (range.first > uids[count - 1]!) break;
    const first = Math.max(from, lowerBound(uids, count, range.first));
    const end = lowerBound(uids, count, range.last + 1);
    if (end > first) parts.push(uids.subarray(first, end));
    from = Math.max(from, end);
    if (from >= count) break;
  }
  return parts.length === 1 ? parts[0]! : parts.flatMap((part) => [...part]);
}

function stillThere(asked: ArrayLike<number>, page: Page, now: Page | undefined): ArrayLike<number> {
  if (now === page || now?.uids === page.uids) return asked;
  if (now === undefined) return [];
  const there: number[] = [];
  for (let i = 0, j = 0; i < asked.length; i++) {
    while (j < now.count && now.uids[j]! < asked[i]!) j++;
    if (j < now.count && now.uids[j] === asked[i]) there.push(asked[i]!);
  }
  return there;
}

function* readPage(
  statements: Statements,
  mailboxKey: number,
  wanted: ArrayLike<number>,
): Generator<readonly MetadataRow[]> {
  const chunks = chunksOf(wanted);
  // The tail first: a record that is packed between the two reads is then seen twice, and never missed.
  const tail = statements.rows<{ uid: number; rendered: Uint8Array }>(
    'SELECT uid, rendered FROM entry_tail WHERE id BETWEEN ? AND ? AND uid BETWEEN ? AND ? ORDER BY id',
    tailRow(mailboxKey, 0),
    lastTailRow(mailboxKey),
    chunks[0]!.chunk * CHUNK_UIDS,
    chunks[chunks.length - 1]!.chunk * CHUNK_UIDS + CHUNK_UIDS - 1,
  );
  for (const { chunk, from, end } of chunks) {
    const row = statements.row<{ data: Uint8Array }>(
      'SELECT data FROM rendered_chunk WHERE id = ?',
      chunkRow(mailboxKey, chunk),
    );
    const batch: MetadataRow[] = [];
    let at = from;
    if (row !== undefined) {
      const reader = new ChunkReader(row.data);
      while (reader.next()) {
        while (at < end && wanted[at]! < reader.uid) at++;
        if (at < end && wanted[at] === reader.uid) batch.push({ uid: reader.uid, rendered: reader.data });
      }
    } else {
      const uids = new Set(Array.prototype.slice.call(wanted, from, end) as number[]);
      for (const { uid, rendered } of tail) if (uids.has(uid)) batch.push({ uid, rendered });
    }
    if (batch.length > 0) yield batch;
  }
}

/** The chunks that wanted uids lie in, with the run of `wanted` that is each one's. */
function chunksOf(wanted: ArrayLike<number>): { chunk: number; from: number; end: number }[] {
  const chunks: { chunk: number; from: number; end: number }[] = [];
  for (let at = 0; at < wanted.length; ) {
    const chunk = chunkOf(wanted[at]!);
    const from = at;
    while (at < wanted.length && chunkOf(wanted[at]!) === chunk) at++;
    chunks.push({ chunk, from, end: at });
  }
  return chunks;
}
