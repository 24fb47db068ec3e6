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
  return {
    count: reader.count,
    uids: reader.words(0, capacity),
    messageIds: reader.words(1, capacity),
    sizes: reader.words(2, capacity),
    internalDates: reader.doubles(3, capacity),
    saveDates: reader.doubles(4, capacity),
  };
}

export function decodeFlags(bytes: Uint8Array, capacity?: number): FlagColumns {
  const reader = new ColumnReader(bytes);
  return { flags: reader.words(0, capacity), modSeqs: reader.doubles(1, capacity) };
}

/** The same columns, each decoded when it is first asked for: to open a mailbox takes none of them. */
export class LazyEntries implements EntryColumns {
  readonly count: number;
  readonly #reader: ColumnReader;
  #uids: Uint32Array | undefined;
  #messageIds: Uint32Array | undefined;
  #sizes: Uint32Array | undefined;
  #internalDates: Float64Array | undefined;
  #saveDates: Float64Array | undefined;

  constructor(bytes: Uint8Array) {
    this.#reader = new ColumnReader(bytes);
    this.count = this.#reader.count;
  }

  get uids(): Uint32Array {
    return (this.#uids ??= this.#reader.words(0));
  }
  get messageIds(): Uint32Array {
    return (this.#messageIds ??= this.#reader.words(1));
  }
  get sizes(): Uint32Array {
    return (this.#sizes ??= this.#reader.words(2));
  }
  get internalDates(): Float64Array {
    return (this.#internalDates ??= this.#reader.doubles(3));
  }
  get saveDates(): Float64Array {
    return (this.#saveDates ??= this.#reader.doubles(4));
  }
}
