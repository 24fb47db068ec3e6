import { lowerBound, PAGE_UIDS, SYSTEM_FLAGS_MASK } from '../../store/index.ts';
import type { PageEntries } from '../entry-tail.ts';
import { type EntryColumns, encodeEntries, encodeFlags, type FlagColumns, LazyFlags } from '../page-codec.ts';

/** A page of entries as the writer works on it: the same columns as the store's page, with room for every uid. */
export class MutablePage implements EntryColumns, FlagColumns {
  readonly number: number;
  count = 0;
  uids = new Uint32Array(PAGE_UIDS);
  messageIds = new Uint32Array(PAGE_UIDS);
  sizes = new Uint32Array(PAGE_UIDS);
  internalDates = new Float64Array(PAGE_UIDS);
  saveDates = new Float64Array(PAGE_UIDS);
  flags = new Uint32Array(PAGE_UIDS);
  modSeqs = new Float64Array(PAGE_UIDS);
  /** The modseq of the commit that last changed the page, and its entries. */
  version = 0;
  entryVersion = 0;
  /** Entries from this uid on lie in the tail of the mailbox, those before it in the page's row; 0: all lie there. */
  tailUid = 0;
  entriesDirty = false;
  flagsDirty = false;

  constructor(number: number) {
    this.number = number;
  }

  static decode(
    number: number,
    entries: PageEntries,
    flags: Uint8Array,
    { version, entryVersion, tailUid }: Pick<MutablePage, 'version' | 'entryVersion' | 'tailUid'>,
  ): MutablePage {
    const page = new MutablePage(number);
    const { count, uids, messageIds, sizes, internalDates, saveDates } = entries;
    const { flags: packed, modSeqs } = new LazyFlags(flags, PAGE_UIDS);
    Object.assign(page, { count, uids, messageIds, sizes, internalDates, saveDates, flags: packed, modSeqs });
    Object.assign(page, { version, entryVersion, tailUid });
    return page;
  }

  encodedEntries(): Uint8Array {
    return encodeEntries(this, this.count);
  }

  encodedFlags(): Uint8Array {
    return encodeFlags(this, this.count);
  }

  /** The place of a uid, or -1. */
  indexOf(uid: number): number {
    const index = lowerBound(this.uids, this.count, uid);
    return index < this.count && this.uids[index] === uid ? index : -1;
  }

  /** Adds an entry behind all others. It lies in the tail until the page is written anew. */
  push(entry: NewEntry, modSeq: number): void {
    const i = this.count++;
    this.uids[i] = entry.uid;
    this.messageIds[i] = entry.messageId;
    this.sizes[i] = entry.sizeBytes;
    this.internalDates[i] = entry.internalDate;
    this.saveDates[i] = entry.saveDate;
    this.flags[i] = entry.flags;
    this.modSeqs[i] = modSeq;
    if (this.tailUid === 0) this.tailUid = entry.uid;
    this.version = modSeq;
    this.entryVersion = modSeq;
    this.flagsDirty = true;
  }

  /** Has the page's row hold all its entries at the next flush. */
  settle(): void {
    this.entriesDirty = true;
    this.flagsDirty = true;
  }

  setFlags(index: number, flags: number, modSeq: number): void {
    this.flags[index] = flags;
    this.modSeqs[index] = modSeq;
    this.version = modSeq;
    this.flagsDirty = true;
  }

  /** Removes the entries at ascending places. */
  remove(places: readonly number[], modSeq: number): void {
    for (const column of [
      this.uids,
      this.messageIds,
      this.sizes,
      this.internalDates,
      this.saveDates,
      this.flags,
      this.modSeqs,
    ]) {
      let to = places[0]!;
      for (let k = 0; k < places.length; k++) {
        const from = places[k]! + 1;
        const end = places[k + 1] ?? this.count;
        column.copyWithin(to, from, end);
        to += end - from;
      }
    }
    this.count -= places.length;
    this.version = modSeq;
    this.entryVersion = modSeq;
    this.settle();
  }

  systemFlagsAt(index: number): number {
    return this.flags[index]! & SYSTEM_FLAGS_MASK;
  }
}

export interface NewEntry {
  readonly uid: number;
  readonly messageId: number;
  readonly sizeBytes: number;
  readonly internalDate: number;
  readonly saveDate: number;
  readonly flags: number;
}
