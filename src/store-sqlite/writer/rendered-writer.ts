import { CHUNK_UIDS, chunkOf, lowerBound, type UidRange } from '../../store/index.ts';
import { type ChunkRow, decodeChunk, encodeChunk } from '../chunk-codec.ts';
import { encodeTailEntry, readTailRows, type TailEntry, tailChunk } from '../entry-tail.ts';
import { chunkRow, lastTailRow, tailRow } from '../keys.ts';
import type { Statements } from '../statements.ts';
import type { MutablePage } from './mutable-page.ts';

const NONE = -1;

/** A record to be written, and its entry, which goes with it while it is a row of its own. */
interface PendingRow extends ChunkRow {
  readonly entry: TailEntry;
}

/**
 * The rendered metadata of one mailbox. Records of the newest chunk are rows of their own (`entry_tail`); when a uid of
 * the next chunk arrives, they are packed into one row (`rendered_chunk`), and their slots are written over one by one. So
 * each record is written about twice, and a delivery never rewrites a chunk. Until then their entries lie beside them, so that it does not rewrite a page either.
 */
export class RenderedWriter {
  readonly #mailboxKey: number;
  readonly #statements: Statements;
  /** Not yet written, ascending. */
  #pending: PendingRow[] = [];
  /** The chunk that the rows of `entry_tail` belong to; NONE without such rows, undefined before it is known. */
  #tailChunk: number | undefined;

  constructor(mailboxKey: number, statements: Statements) {
    this.#mailboxKey = mailboxKey;
    this.#statements = statements;
  }

  add(uid: number, data: Uint8Array, entry: TailEntry): void {
    this.#pending.push({ uid, data, entry });
  }

  /** The records of uids, by uid. Reads whole chunks, so ask for many at once. */
  read(ranges: readonly UidRange[]): Map<number, Uint8Array> {
    const records = new Map<number, Uint8Array>();
    const keep = (row: ChunkRow): void => {
      for (const range of ranges) if (row.uid >= range.first && row.uid <= range.last) records.set(row.uid, row.data);
    };
    for (const range of ranges) {
      const first = chunkRow(this.#mailboxKey, chunkOf(range.first));
      const last = chunkRow(this.#mailboxKey, chunkOf(range.last));
      for (const row of this.#statements.rows<{ data: Uint8Array }>(
        'SELECT data FROM rendered_chunk WHERE id BETWEEN ? AND ?',
        first,
        last,
      )) {
        for (const record of decodeChunk(row.data)) keep(record);
      }
    }
    for (const row of this.#tail()) keep(row);
    for (const row of this.#pending) keep(row);
    return records;
  }

  /** Of the chunks that held these uids (all of one page, which no longer has them), deletes those that are empty. */
  dropEmptyChunks(uids: readonly number[], page: MutablePage): void {
    let done = -1;
    for (const uid of uids) {
      const chunk = chunkOf(uid);
      if (chunk === done) continue;
      done = chunk;
      const next = lowerBound(page.uids, page.count, chunk * CHUNK_UIDS);
      if (next < page.count && chunkOf(page.uids[next]!) === chunk) continue;
      this.#statements.run('DELETE FROM rendered_chunk WHERE id = ?', chunkRow(this.#mailboxKey, chunk));
      if (this.#knownTailChunk() === chunk) this.#emptyTail();
      this.#pending = this.#pending.filter((row) => chunkOf(row.uid) !== chunk);
    }
  }

  flush(): void {
    if (this.#pending.length === 0) return;
    const newest = this.#newestChunk();
    if (this.firstInTail() < newest * CHUNK_UIDS) this.#pack(newest);
    for (const row of this.#pending) {
      this.#statements.run(
        'INSERT OR REPLACE INTO entry_tail (id, uid, entry, rendered) VALUES (?, ?, ?, ?)',
        tailRow(this.#mailboxKey, row.uid),
        row.uid,
        encodeTailEntry(row.entry),
        row.data,
      );
    }
    this.#pending = [];
    this.#tailChunk = newest;
  }

  /** The uid from which rows stay in the tail at the next flush; 0 if nothing goes. */
  firstToStay(): number {
    return this.#pending.length === 0 ? 0 : this.#newestChunk() * CHUNK_UIDS;
  }

  /** A uid no higher than the first in the tail, what is not written yet counted in. */
  firstInTail(): number {
    const pending = this.#pending[0]?.uid ?? Number.POSITIVE_INFINITY;
    const chunk = this.#knownTailChunk();
    return chunk === NONE ? pending : Math.min(pending, chunk * CHUNK_UIDS);
  }

  #newestChunk(): number {
    return chunkOf(this.#pending[this.#pending.length - 1]!.uid);
  }

  /** Packs every record below chunk `newest`; those of `newest` stay pending. */
  #pack(newest: number): void {
    const chunks = new Map<number, ChunkRow[]>();
    for (const row of [...this.#tail(), ...this.#pending]) {
      const chunk = chunkOf(row.uid);
      if (chunk >= newest) continue;
      const rows = chunks.get(chunk);
      if (rows === undefined) chunks.set(chunk, [row]);
      else rows.push(row);
    }
    for (const [chunk, rows] of chunks) {
      this.#statements.run(
        'INSERT OR REPLACE INTO rendered_chunk (id, data) VALUES (?, ?)',
        chunkRow(this.#mailboxKey, chunk),
        encodeChunk(rows),
      );
    }
    this.#pending = this.#pending.filter((row) => chunkOf(row.uid) >= newest);
  }

  #knownTailChunk(): number {
    return (this.#tailChunk ??= tailChunk(this.#statements, this.#mailboxKey) ?? NONE);
  }

  /** All slots: what they held before the newest chunk would else be taken for the newest. */
  #emptyTail(): void {
    this.#statements.run(
      'DELETE FROM entry_tail WHERE id BETWEEN ? AND ?',
      tailRow(this.#mailboxKey, 0),
      lastTailRow(this.#mailboxKey),
    );
    this.#tailChunk = NONE;
  }

  #tail(): ChunkRow[] {
    return readTailRows(this.#statements, this.#mailboxKey).map(({ uid, rendered }) => ({ uid, data: rendered }));
  }
}
