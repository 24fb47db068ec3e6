import {
  type Acl,
  Flag,
  type MailboxRole,
  PAGE_UIDS,
  pageOf,
  type SeenState,
  type UidRange,
} from '../../store/index.ts';
import { type PagePlace, readEntries } from '../entry-tail.ts';
import { lastPageRow, pageOfRow, pageRow } from '../keys.ts';
import type { Statements } from '../statements.ts';
import { MutablePage, type NewEntry } from './mutable-page.ts';
import { RenderedWriter } from './rendered-writer.ts';

/** A row of table `mailbox`. */
export interface MailboxRow {
  readonly key: number;
  readonly id: number;
  readonly name: string;
  readonly role: MailboxRole | null;
  readonly seen_state: SeenState;
  readonly uidvalidity: number;
  readonly uidnext: number;
  readonly recent_uid: number;
  readonly highest_modseq: number;
  readonly created_modseq: number;
  readonly changed_modseq: number;
  readonly seen_modseq: number;
  readonly messages: number;
  readonly unseen: number;
  readonly deleted: number;
  readonly size: number;
  readonly tombstones: number;
  readonly pruned_modseq: number;
}

/** A row of table `flag_page`. */
interface PageRow extends PagePlace {
  readonly version: number;
  readonly entry_version: number;
  readonly data: Uint8Array;
}

/** One entry at its place in a page. */
export interface Place {
  readonly page: MutablePage;
  readonly index: number;
}

/** A mailbox as the writer works on it. Counters and pages are changed in memory and written once for each group. */
export class MailboxState {
  readonly key: number;
  readonly id: number;
  readonly createdModSeq: number;
  name: string;
  role: MailboxRole | undefined;
  seenState: SeenState;
  uidValidity: number;
  uidNext: number;
  recentUid: number;
  highestModSeq: number;
  changedModSeq: number;
  /** When anybody's own \\Seen last changed. */
  seenModSeq: number;
  messages: number;
  unseen: number;
  deleted: number;
  sizeBytes: number;
  tombstones: number;
  prunedModSeq: number;
  acl: Acl;
  dirty = false;
  readonly rendered: RenderedWriter;
  readonly #statements: Statements;
  readonly #pages = new Map<number, MutablePage>();

  constructor(row: MailboxRow, acl: Acl, statements: Statements) {
    this.key = row.key;
    this.id = row.id;
    this.uidValidity = row.uidvalidity;
    this.createdModSeq = row.created_modseq;
    this.name = row.name;
    this.role = row.role ?? undefined;
    this.seenState = row.seen_state;
    this.uidNext = row.uidnext;
    this.recentUid = row.recent_uid;
    this.highestModSeq = row.highest_modseq;
    this.changedModSeq = row.changed_modseq;
    this.seenModSeq = row.seen_modseq;
    this.messages = row.messages;
    this.unseen = row.unseen;
    this.deleted = row.deleted;
    this.sizeBytes = row.size;
    this.tombstones = row.tombstones;
    this.prunedModSeq = row.pruned_modseq;
    this.acl = acl;
    this.#statements = statements;
    this.rendered = new RenderedWriter(row.key, statements);
  }

  /** Adds an entry with the next uid, which it returns. */
  addEntry(entry: Omit<NewEntry, 'uid'>, rendered: Uint8Array, modSeq: number): number {
    const uid = this.uidNext++;
    const number = pageOf(uid);
    let page = this.page(number);
    if (page === undefined) {
      page = new MutablePage(number);
      this.#pages.set(number, page);
    }
    page.push({ ...entry, uid }, modSeq);
    this.rendered.add(uid, rendered, entry);
    this.messages++;
    this.sizeBytes += entry.sizeBytes;
    this.#count(entry.flags, 1);
    this.touch(modSeq);
    return uid;
  }

  setFlags(place: Place, flags: number, modSeq: number): void {
    this.#count(place.page.flags[place.index]!, -1);
    this.#count(flags, 1);
    place.page.setFlags(place.index, flags, modSeq);
    this.touch(modSeq);
  }

  /** Removes entries of one page, at ascending places. Their rendered records go when their chunk is empty. */
  removeEntries(page: MutablePage, places: readonly number[], modSeq: number): void {
    for (const index of places) {
      this.messages--;
      this.sizeBytes -= page.sizes[index]!;
      this.#count(page.flags[index]!, -1);
    }
    const uids = places.map((index) => page.uids[index]!);
    page.remove(places, modSeq);
    this.rendered.dropEmptyChunks(uids, page);
    this.touch(modSeq);
  }

  /** Something about an entry changed. */
  touch(modSeq: number): void {
    this.highestModSeq = modSeq;
    this.dirty = true;
  }

  page(number: number): MutablePage | undefined {
    const cached = this.#pages.get(number);
    if (cached !== undefined) return cached;
    const row = pageRow(this.key, number);
    const flags = this.#statements.row<PageRow>(
      'SELECT id, version, entry_version, count, tail_uid, data FROM flag_page WHERE id = ?',
      row,
    );
    if (flags === undefined) return undefined;
    const entries = this.#statements.row<{ data: Uint8Array }>('SELECT data FROM entry_page WHERE id = ?', row);
    const columns = readEntries(this.#statements, flags, entries?.data, PAGE_UIDS);
    const { version, entry_version: entryVersion, tail_uid: tailUid } = flags;
    const page = MutablePage.decode(number, columns, flags.data, { version, entryVersion, tailUid });
    this.#pages.set(number, page);
    return page;
  }

  /** The pages that hold any of these uids, ascending, each once. */
  *pagesOf(ranges: readonly UidRange[]): Generator<MutablePage> {
    let numbers: readonly number[] | undefined;
    let after = -1;
    for (const range of [...ranges].sort((a, b) => a.first - b.first)) {
      const last = Math.min(range.last, this.uidNext - 1);
      const from = Math.max(pageOf(range.first), after + 1);
      const to = pageOf(last);
      if (last < range.first || to < from) continue;
      if (to - from > 8) numbers ??= this.#pageNumbers();
      for (const number of numbers?.filter((n) => n >= from && n <= to) ?? span(from, to)) {
        const page = this.page(number);
        if (page !== undefined && page.count > 0) yield page;
      }
      after = to;
    }
  }

  /** Writes what changed. */
  flush(): void {
    this.#settleBelow(this.rendered.firstToStay());
    for (const page of this.#pages.values()) this.#flushPage(page);
    this.rendered.flush();
    if (!this.dirty) return;
    this.#statements.run(
      `UPDATE mailbox SET role = ?, seen_state = ?, uidvalidity = ?, uidnext = ?, recent_uid = ?, highest_modseq = ?, changed_modseq = ?,
       seen_modseq = ?, messages = ?, unseen = ?, deleted = ?, size = ?, tombstones = ?, pruned_modseq = ? WHERE key = ?`,
      this.role ?? null,
      this.seenState,
      this.uidValidity,
      this.uidNext,
      this.recentUid,
      this.highestModSeq,
      this.changedModSeq,
      this.seenModSeq,
      this.messages,
      this.unseen,
      this.deleted,
      this.sizeBytes,
      this.tombstones,
      this.prunedModSeq,
      this.key,
    );
    this.dirty = false;
  }

  get cachedPages(): number {
    return this.#pages.size;
  }

  /** Forgets pages; only between groups, when all are written. */
  dropPages(): void {
    this.#pages.clear();
  }

  /** The tail is about to lose its rows below a uid: pages whose entries lie there take them in. */
  #settleBelow(uid: number): void {
    if (uid === 0) return;
    const first = this.rendered.firstInTail();
    if (first < uid) this.page(pageOf(first));
    for (const page of this.#pages.values()) if (page.tailUid !== 0 && page.tailUid < uid) page.settle();
  }

  #flushPage(page: MutablePage): void {
    if (!page.flagsDirty) return;
    const row = pageRow(this.key, page.number);
    if (page.count === 0) {
      this.#statements.run('DELETE FROM entry_page WHERE id = ?', row);
      this.#statements.run('DELETE FROM flag_page WHERE id = ?', row);
      this.#pages.delete(page.number);
    } else {
      if (page.entriesDirty) {
        this.#statements.run('INSERT OR REPLACE INTO entry_page (id, data) VALUES (?, ?)', row, page.encodedEntries());
        page.tailUid = 0;
      }
      this.#statements.run(
        'INSERT OR REPLACE INTO flag_page (id, version, entry_version, count, tail_uid, data) VALUES (?, ?, ?, ?, ?, ?)',
        row,
        page.version,
        page.entryVersion,
        page.count,
        page.tailUid,
        page.encodedFlags(),
      );
    }
    page.entriesDirty = false;
    page.flagsDirty = false;
  }

  #pageNumbers(): readonly number[] {
    const stored = this.#statements.rows<{ id: number }>(
      'SELECT id FROM flag_page WHERE id BETWEEN ? AND ?',
      pageRow(this.key, 0),
      lastPageRow(this.key),
    );
    const numbers = new Set(stored.map((row) => pageOfRow(row.id)));
    for (const page of this.#pages.values()) numbers.add(page.number);
    return [...numbers].sort((a, b) => a - b);
  }

  #count(flags: number, by: 1 | -1): void {
    if ((flags & Flag.seen) === 0) this.unseen += by;
    if ((flags & Flag.deleted) !== 0) this.deleted += by;
  }
}

/** Whether a uid lies in one of the ranges. */
function inRanges(ranges: readonly UidRange[], uid: number): boolean {
  for (const range of ranges) if (uid >= range.first && uid <= range.last) return true;
  return false;
}

/** The places of a page whose uids lie in the ranges, ascending. */
export function placesIn(page: MutablePage, ranges: readonly UidRange[]): number[] {
  const base = page.number * PAGE_UIDS;
  const relevant = ranges.filter((range) => range.first < base + PAGE_UIDS && range.last >= base);
  const places: number[] = [];
  for (let index = 0; index < page.count; index++) if (inRanges(relevant, page.uids[index]!)) places.push(index);
  return places;
}

function span(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}
