import { chunkOf, PAGE_UIDS } from '../store/index.ts';
import { lastTailRow, mailboxOfRow, pageOfRow, tailRow } from './keys.ts';
import { type EntryColumns, LazyEntries } from './page-codec.ts';
import type { Statements } from './statements.ts';

/** What of an entry never changes. */
export interface TailEntry {
  readonly messageId: number;
  readonly sizeBytes: number;
  readonly internalDate: number;
  readonly saveDate: number;
}

const ENTRY_BYTES = 24;

/** An entry as column `entry_tail.entry` keeps it: message id and size (32 bits), the two dates (doubles), big-endian. */
export function encodeTailEntry({ messageId, sizeBytes, internalDate, saveDate }: TailEntry): Uint8Array {
  const bytes = new Uint8Array(ENTRY_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, messageId);
  view.setUint32(4, sizeBytes);
  view.setFloat64(8, internalDate);
  view.setFloat64(16, saveDate);
  return bytes;
}

export function decodeTailEntry(bytes: Uint8Array): TailEntry {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    messageId: view.getUint32(0),
    sizeBytes: view.getUint32(4),
    internalDate: view.getFloat64(8),
    saveDate: view.getFloat64(16),
  };
}

/** A row of `entry_tail`. `entry` is null for one that `entry_page` has: such rows are of an index of version 2. */
export interface TailRow {
  readonly uid: number;
  readonly rendered: Uint8Array;
  readonly entry: Uint8Array | null;
}

/** The rows that count, ascending: those of the newest chunk. Others are what the slots held before it came. */
export function readTailRows(statements: Statements, mailboxKey: number): readonly TailRow[] {
  const rows = statements.rows<TailRow>(
    'SELECT uid, rendered, entry FROM entry_tail WHERE id BETWEEN ? AND ? ORDER BY id',
    tailRow(mailboxKey, 0),
    lastTailRow(mailboxKey),
  );
  const newest = rows.reduce((most, row) => Math.max(most, chunkOf(row.uid)), 0);
  return rows.filter((row) => chunkOf(row.uid) === newest);
}

/** The chunk whose entries the tail holds; undefined without any. */
export function tailChunk(statements: Statements, mailboxKey: number): number | undefined {
  const row = statements.row<{ uid: number | null }>(
    'SELECT max(uid) AS uid FROM entry_tail WHERE id BETWEEN ? AND ?',
    tailRow(mailboxKey, 0),
    lastTailRow(mailboxKey),
  );
  return row === undefined || row.uid === null ? undefined : chunkOf(row.uid);
}

/** A row of `flag_page`, as far as it says where the entries are. */
export interface PagePlace {
  readonly id: number;
  readonly count: number;
  /** Entries from this uid on lie in `entry_tail`, those before it in `entry_page`; 0: all lie there. */
  readonly tail_uid: number;
}

export type PageEntries = EntryColumns & { readonly count: number };

/**
 * The entries of a page, given what `entry_page` has of them. Columns have room for `capacity`. Throws if they are not as
 * many as the page says.
 */
export function readEntries(
  statements: Statements,
  page: PagePlace,
  settled: Uint8Array | undefined | null,
  capacity = page.count,
): PageEntries {
  const tail = page.tail_uid === 0 ? [] : readTail(statements, page);
  const there = settled ? new LazyEntries(settled, capacity) : undefined;
  const count = (there?.count ?? 0) + tail.length;
  if (count !== page.count) throw new Error(`page row ${page.id} has ${count} entries of ${page.count}`);
  if (there !== undefined && tail.length === 0) return there;
  return joinTail(there, tail, count, capacity);
}

type EntryRow = Pick<TailRow, 'uid' | 'entry'>;

function readTail(statements: Statements, page: PagePlace): readonly EntryRow[] {
  const mailboxKey = mailboxOfRow(page.id);
  return statements.rows<EntryRow>(
    'SELECT uid, entry FROM entry_tail WHERE id BETWEEN ? AND ? AND uid BETWEEN ? AND ? ORDER BY id',
    tailRow(mailboxKey, 0),
    lastTailRow(mailboxKey),
    page.tail_uid,
    pageOfRow(page.id) * PAGE_UIDS + PAGE_UIDS - 1,
  );
}

function joinTail(
  settled: LazyEntries | undefined,
  tail: readonly EntryRow[],
  count: number,
  capacity: number,
): PageEntries {
  const page = {
    count,
    uids: settled?.uids ?? new Uint32Array(capacity),
    messageIds: settled?.messageIds ?? new Uint32Array(capacity),
    sizes: settled?.sizes ?? new Uint32Array(capacity),
    internalDates: settled?.internalDates ?? new Float64Array(capacity),
    saveDates: settled?.saveDates ?? new Float64Array(capacity),
  };
  let at = settled?.count ?? 0;
  for (const { uid, entry } of tail) {
    if (entry === null) throw new Error(`the tail lacks the entry of uid ${uid}`);
    const { messageId, sizeBytes, internalDate, saveDate } = decodeTailEntry(entry);
    page.uids[at] = uid;
    page.messageIds[at] = messageId;
    page.sizes[at] = sizeBytes;
    page.internalDates[at] = internalDate;
    page.saveDates[at] = saveDate;
    at++;
  }
  return page;
}
