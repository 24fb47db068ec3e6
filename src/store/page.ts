import type { PackedFlags } from './flags.ts';

/** Entries of a mailbox are kept in pages: page n holds the uids n·512 to n·512 + 511. */
export const PAGE_UIDS = 512;
/** Rendered metadata is kept in chunks: chunk n holds the uids n·64 to n·64 + 63. */
export const CHUNK_UIDS = 64;

export const pageOf = (uid: number): number => Math.floor(uid / PAGE_UIDS);
export const chunkOf = (uid: number): number => Math.floor(uid / CHUNK_UIDS);

/**
 * A page of entries, parallel columns in ascending order of uid. Never changed once made: a change makes a new page, so
 * two snapshots share the pages in which they agree, and comparing the references finds the others.
 */
export interface Page {
  readonly number: number;
  readonly count: number;
  readonly uids: Uint32Array;
  readonly flags: Uint32Array;
  readonly modSeqs: Float64Array;
  readonly messageIds: Uint32Array;
  readonly sizes: Uint32Array;
  /** INTERNALDATE, milliseconds since 1970. */
  readonly internalDates: Float64Array;
  /** SAVEDATE (RFC 8514), milliseconds since 1970. */
  readonly saveDates: Float64Array;
  /** The highest modseq in the page. */
  readonly modSeq: number;
}

/** One entry of a mailbox, read out of a page. */
export interface Entry {
  readonly uid: number;
  readonly flags: PackedFlags;
  readonly modSeq: number;
  readonly messageId: number;
  readonly sizeBytes: number;
  readonly internalDate: number;
  readonly saveDate: number;
}

export function entryAt(page: Page, index: number): Entry {
  return {
    uid: page.uids[index]!,
    flags: page.flags[index]!,
    modSeq: page.modSeqs[index]!,
    messageId: page.messageIds[index]!,
    sizeBytes: page.sizes[index]!,
    internalDate: page.internalDates[index]!,
    saveDate: page.saveDates[index]!,
  };
}

/** Where the first uid not below `uid` stands among the first `count` of `uids`; `count` if all are below. */
export function lowerBound(uids: Uint32Array, count: number, uid: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (uids[middle]! < uid) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function pageFromEntries(number: number, entries: readonly Entry[]): Page {
  let modSeq = 0;
  for (const entry of entries) if (entry.modSeq > modSeq) modSeq = entry.modSeq;
  return {
    number,
    count: entries.length,
    uids: Uint32Array.from(entries, (entry) => entry.uid),
    flags: Uint32Array.from(entries, (entry) => entry.flags),
    modSeqs: Float64Array.from(entries, (entry) => entry.modSeq),
    messageIds: Uint32Array.from(entries, (entry) => entry.messageId),
    sizes: Uint32Array.from(entries, (entry) => entry.sizeBytes),
    internalDates: Float64Array.from(entries, (entry) => entry.internalDate),
    saveDates: Float64Array.from(entries, (entry) => entry.saveDate),
    modSeq,
  };
}
