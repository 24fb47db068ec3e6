import type { AccountId, MailboxId } from '../base/index.ts';
import type { Actor } from './acl.ts';
import type { Mailbox } from './mailbox.ts';
import { type Entry, entryAt, lowerBound, type Page, pageOf } from './page.ts';

/**
 * A mailbox at one moment, for one viewer. It never changes; to bring a session forward, open the mailbox again and
 * compare. Sequence numbers (1 to `count`) are places in the snapshot.
 */
export class MailboxSnapshot {
  readonly account: AccountId;
  readonly viewer: Actor;
  readonly mailbox: Mailbox;
  readonly pages: readonly Page[];
  readonly count: number;
  readonly #keywordSets: KeywordSets;
  /** `#starts[i]` entries stand before page i. */
  readonly #starts: Uint32Array;

  constructor(account: AccountId, viewer: Actor, mailbox: Mailbox, pages: readonly Page[], keywordSets: KeywordSets) {
    this.account = account;
    this.viewer = viewer;
    this.mailbox = mailbox;
    this.pages = pages;
    this.#keywordSets = keywordSets;
    this.#starts = new Uint32Array(pages.length);
    let count = 0;
    for (let i = 0; i < pages.length; i++) {
      this.#starts[i] = count;
      count += pages[i]!.count;
    }
    this.count = count;
  }

  get mailboxId(): MailboxId {
    return this.mailbox.id;
  }

  /** The entry with a sequence number, or undefined outside 1 to `count`. */
  at(sequence: number): Entry | undefined {
    if (sequence < 1 || sequence > this.count) return undefined;
    const index = this.#pageIndexOfSequence(sequence);
    return entryAt(this.pages[index]!, sequence - 1 - this.#starts[index]!);
  }

  uidAt(sequence: number): number | undefined {
    if (sequence < 1 || sequence > this.count) return undefined;
    const index = this.#pageIndexOfSequence(sequence);
    return this.pages[index]!.uids[sequence - 1 - this.#starts[index]!];
  }

  /** The entry with a uid, or undefined. */
  find(uid: number): Entry | undefined {
    const index = this.#pageIndexOfUid(uid);
    const page = this.pages[index];
    if (page === undefined || page.number !== pageOf(uid)) return undefined;
    const place = lowerBound(page.uids, page.count, uid);
    return page.uids[place] === uid && place < page.count ? entryAt(page, place) : undefined;
  }

  /** The sequence number of a uid, or 0 if it is not there. */
  sequenceOf(uid: number): number {
    const sequence = this.firstSequenceFrom(uid);
    return this.uidAt(sequence) === uid ? sequence : 0;
  }

  /** The sequence number of the first entry whose uid is not below `uid`; `count` + 1 if there is none. */
  firstSequenceFrom(uid: number): number {
    const index = this.#pageIndexOfUid(uid);
    const page = this.pages[index];
    if (page === undefined) return this.count + 1;
    return this.#starts[index]! + lowerBound(page.uids, page.count, uid) + 1;
  }

  get lastUid(): number | undefined {
    return this.uidAt(this.count);
  }

  /** Entries in order, from sequence number `from` through `to`. */
  *entries(from = 1, to = this.count): Generator<Entry & { readonly sequence: number }> {
    const last = Math.min(to, this.count);
    for (let sequence = Math.max(1, from); sequence <= last; ) {
      const index = this.#pageIndexOfSequence(sequence);
      const page = this.pages[index]!;
      const start = this.#starts[index]!;
      for (let i = sequence - 1 - start; i < page.count && sequence <= last; i++, sequence++) {
        yield { ...entryAt(page, i), sequence };
      }
    }
  }

  /** The keywords that a packed value of this snapshot names. */
  keywords(packedFlags: number): readonly string[] {
    return this.#keywordSets.names(packedFlags >>> 8);
  }

  /** Every keyword that an entry of this mailbox carries, sorted without regard to case. */
  keywordsInUse(): readonly string[] {
    const sets = new Set<number>();
    for (const page of this.pages) for (let i = 0; i < page.count; i++) sets.add(page.flags[i]! >>> 8);
    const names = new Map<string, string>();
    for (const set of sets) for (const name of this.#keywordSets.names(set)) names.set(name.toLowerCase(), name);
    return [...names.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, name]) => name);
  }

  #pageIndexOfSequence(sequence: number): number {
    let low = 0;
    let high = this.pages.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.#starts[middle]! < sequence) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The first page whose number is not below the page of `uid`. */
  #pageIndexOfUid(uid: number): number {
    const number = pageOf(uid);
    let low = 0;
    let high = this.pages.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.pages[middle]!.number < number) low = middle + 1;
      else high = middle;
    }
    // The uid may lie behind the last entry of its page: then the next page begins after it.
    const page = this.pages[low];
    if (page !== undefined && page.number === number && page.count > 0 && page.uids[page.count - 1]! < uid)
      return low + 1;
    return low;
  }
}

/** The interned keyword sets of one account (see flags.ts). */
export interface KeywordSets {
  names(set: number): readonly string[];
}

/** How one snapshot of a mailbox differs from an older one of the same mailbox. Uids ascend. */
export interface SnapshotDifference {
  readonly vanished: readonly number[];
  readonly arrived: readonly number[];
  /** In both, with another modseq or other flags. */
  readonly changed: readonly number[];
}

/** Compares two snapshots; pages that they share cost nothing. */
export function compareSnapshots(older: MailboxSnapshot, newer: MailboxSnapshot): SnapshotDifference {
  const vanished: number[] = [];
  const arrived: number[] = [];
  const changed: number[] = [];
  let i = 0;
  let j = 0;
  while (i < older.pages.length || j < newer.pages.length) {
    const a = older.pages[i];
    const b = newer.pages[j];
    if (a === b) {
      i++;
      j++;
    } else if (b === undefined || (a !== undefined && a.number < b.number)) {
      for (let k = 0; k < a!.count; k++) vanished.push(a!.uids[k]!);
      i++;
    } else if (a === undefined || b.number < a.number) {
      for (let k = 0; k < b.count; k++) arrived.push(b.uids[k]!);
      j++;
    } else {
      comparePages(a, b, { vanished, arrived, changed });
      i++;
      j++;
    }
  }
  return { vanished, arrived, changed };
}

function comparePages(a: Page, b: Page, out: { vanished: number[]; arrived: number[]; changed: number[] }): void {
  let i = 0;
  let j = 0;
  while (i < a.count || j < b.count) {
    const x = i < a.count ? a.uids[i]! : Number.POSITIVE_INFINITY;
    const y = j < b.count ? b.uids[j]! : Number.POSITIVE_INFINITY;
    if (x < y) {
      out.vanished.push(x);
      i++;
    } else if (y < x) {
      out.arrived.push(y);
      j++;
    } else {
      if (a.modSeqs[i] !== b.modSeqs[j] || a.flags[i] !== b.flags[j]) out.changed.push(x);
      i++;
      j++;
    }
  }
}
