import { ColumnReader, encodeColumns } from './column-codec.ts';

/** What of a page never changes while an entry is there. */
export interface EntryColumns {
  readonly uids: Uint32Array;
  readonly messageIds: Uint32Array;
  readonly sizes: Uint32Array;
  readonly internalDates: Float64Array;
  readonly saveDates: Float64Array;
}
/** What of a page changes with each flag. */
export interface FlagColumns {
  readonly flags: Uint32Array;
  readonly modSeqs: Float64Array;
}

export function encodeEntries(page: EntryColumns, count: number): Uint8Array {
  return encodeColumns([page.uids, page.messageIds, page.sizes, page.internalDates, page.saveDates], count);
}

export function encodeFlags(page: FlagColumns, count: number): Uint8Array {
  return encodeColumns([page.flags, page.modSeqs], count);
}

/** `capacity`: the length of the arrays, at least the page's count; by default just that. */
export function decodeEntries(bytes: Uint8Array, capacity?: number): EntryColumns & { readonly count: number } {
  const reader = new ColumnReader(bytes);
  const length = capacity ?? reader.count;
  return {
    count: reader.count,
    uids: reader.next(new Uint32Array(length)),
    messageIds: reader.next(new Uint32Array(length)),
    sizes: reader.next(new Uint32Array(length)),
    internalDates: reader.next(new Float64Array(length)),
    saveDates: reader.next(new Float64Array(length)),
  };
}

export function decodeFlags(bytes: Uint8Array, capacity?: number): FlagColumns {
  const reader = new ColumnReader(bytes);
  const length = capacity ?? reader.count;
  return { flags: reader.next(new Uint32Array(length)), modSeqs: reader.next(new Float64Array(length)) };
}
