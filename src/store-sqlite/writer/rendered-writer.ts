import { CHUNK_UIDS, chunkOf, lowerBound, type UidRange } from '../../store/index.ts';
import { type ChunkRow, decodeChunk, encodeChunk } from '../chunk-codec.ts';
import { chunkRow } from '../keys.ts';
import type { Statements } from '../statements.ts';
import type { MutablePage } from './mutable-page.ts';

const NONE = -1;

/**
 * The rendered metadata of one mailbox. Records of the newest chunk are rows of their own (`rendered_tail`); when a uid of
 * the next chunk arrives, they are packed into one row (`rendered_chunk`), so that each record is written about twice
 * and a delivery never rewrites a chunk.
 */
export class RenderedWriter {
  readonly #mailboxKey: number;
  readonly #statements: Statements;
  /** Not yet written, ascending. */
  #pending: ChunkRow[] = [];
  /** The chunk that the rows of `rendered_tail` belong to; NONE without such rows, undefined before it is known. */
  #tailChunk: number | undefined;

  constructor(mailboxKey: number, statements: Statements) {
    this.#mailboxKey = mailboxKey;
    this.#statements = statements;
  }

  add(uid: number, data: Uint8Array): void {
    this.#pending.push({ uid, data });
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
      this.#statements.run(
        'DELETE FROM rendered_tail WHERE mailbox = ? AND uid BETWEEN ? AND ?',
        this.#mailboxKey,
        chunk * CHUNK_UIDS,
        chunk * CHUNK_UIDS + CHUNK_UIDS - 1,
      );
      this.#pending = this.#pending.filter((row) => chunkOf(row.uid) !== chunk);
    }
  }

  flush(): void {
    if (this.#pending.length === 0) return;
    const newest = chunkOf(this.#pending[this.#pending.length - 1]!.uid);
    this.#tailChunk ??= this.#firstTailChunk();
    if (chunkOf(this.#pending[0]!.uid) < newest || (this.#tailChunk !== NONE && this.#tailChunk < newest))
      this.#pack(newest);
    for (const row of this.#pending) {
      this.#statements.run(
        'INSERT INTO rendered_tail (mailbox, uid, data) VALUES (?, ?, ?)',
        this.#mailboxKey,
        row.uid,
        row.data,
      );
    }
    this.#pending = [];
    this.#tailChunk = newest;
  }

  /** Packs every record below chunk `newest`; those of `newest` stay pending. */
  #pack(newest: number): void {
    const chunks = new Map<number, ChunkRow[]>();
    const tail = this.#tail();
    for (const row of [...tail, ...this.#pending]) {
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
    if (tail.length > 0) {
      this.#statements.run(
        'DELETE FROM rendered_tail WHERE mailbox = ? AND uid < ?',
        this.#mailboxKey,
        newest * CHUNK_UIDS,
      );
    }
    this.#pending = this.#pending.filter((row) => chunkOf(row.uid) >= newest);
  }

  #firstTailChunk(): number {
    const row = this.#statements.row<{ uid: number }>(
      'SELECT uid FROM rendered_tail WHERE mailbox = ? ORDER BY uid LIMIT 1',
      this.#mailboxKey,
    );
    return row === undefined ? NONE : chunkOf(row.uid);
  }

  #tail(): ChunkRow[] {
    return this.#statements.rows<{ uid: number; data: Uint8Array }>(
      'SELECT uid, data FROM rendered_tail WHERE mailbox = ? ORDER BY uid',
      this.#mailboxKey,
    );
  }
}
