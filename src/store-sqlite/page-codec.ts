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

/**
 * Most mail arrives in order and stays: then uids rise by one, message ids and modseqs with them, and a message is saved
 * when it arrives. So these columns are kept as their distance from that, which is mostly the same in all rows and takes
 * no room: uids and modseqs from the row's place, message ids from uids, save dates from internal dates.
 */
export function encodeEntries(page: EntryColumns, count: number): Uint8Array {
  const { uids, messageIds, sizes, internalDates, saveDates } = page;
  const uidGaps = new Uint32Array(count);
  const messageGaps = new Float64Array(count);
  const saveDelays = new Float64Array(count);
  let exact = true;
  for (let i = 0; i < count; i++) {
    uidGaps[i] = uids[i]! - i;
    messageGaps[i] = messageIds[i]! - uids[i]!;
    saveDelays[i] = saveDates[i]! - internalDates[i]!;
    if (internalDates[i]! + saveDelays[i]! !== saveDates[i]) exact = false;
  }
  const form = new Uint32Array(count).fill(exact ? DELAYS : DATES);
  return encodeColumns([uidGaps, messageGaps, sizes, internalDates, exact ? saveDelays : saveDates, form], count);
}

/** What the column of save dates holds: dates themselves where a distance would not be exact. */
const DELAYS = 0;
const DATES = 1;

export function encodeFlags(page: FlagColumns, count: number): Uint8Array {
  const modSeqGaps = new Float64Array(count);
  for (let i = 0; i < count; i++) modSeqGaps[i] = page.modSeqs[i]! - i;
  return encodeColumns([page.flags, modSeqGaps], count);
}

/** A page's columns, each unpacked when it is first asked for: to open a mailbox takes none of them. */
export class LazyEntries implements EntryColumns {
  readonly count: number;
  readonly #reader: ColumnReader;
  /** The length of the arrays, at least `count`. */
  readonly #capacity: number;
  #uids: Uint32Array | undefined;
  #messageIds: Uint32Array | undefined;
  #sizes: Uint32Array | undefined;
  #internalDates: Float64Array | undefined;
  #saveDates: Float64Array | undefined;

  constructor(bytes: Uint8Array, capacity?: number) {
    this.#reader = new ColumnReader(bytes);
    this.count = this.#reader.count;
    this.#capacity = capacity ?? this.count;
  }

  get uids(): Uint32Array {
    return (this.#uids ??= addPlaces(this.#reader.words(0, this.#capacity), this.count));
  }
  get messageIds(): Uint32Array {
    return (this.#messageIds ??= this.#readMessageIds());
  }
  get sizes(): Uint32Array {
    return (this.#sizes ??= this.#reader.words(2, this.#capacity));
  }
  get internalDates(): Float64Array {
    return (this.#internalDates ??= this.#reader.doubles(3, this.#capacity));
  }
  get saveDates(): Float64Array {
    return (this.#saveDates ??= this.#readSaveDates());
  }

  #readMessageIds(): Uint32Array {
    const gaps = this.#reader.doubles(1);
    const ids = new Uint32Array(this.#capacity);
    for (let i = 0; i < this.count; i++) ids[i] = gaps[i]! + this.uids[i]!;
    return ids;
  }

  #readSaveDates(): Float64Array {
    const dates = this.#reader.doubles(4, this.#capacity);
    if (this.count > 0 && this.#reader.words(5)[0] === DELAYS) {
      for (let i = 0; i < this.count; i++) dates[i]! += this.internalDates[i]!;
    }
    return dates;
  }
}

export class LazyFlags implements FlagColumns {
  readonly count: number;
  readonly #reader: ColumnReader;
  readonly #capacity: number;
  #flags: Uint32Array | undefined;
  #modSeqs: Float64Array | undefined;

  constructor(bytes: Uint8Array, capacity?: number) {
    this.#reader = new ColumnReader(bytes);
    this.count = this.#reader.count;
    this.#capacity = capacity ?? this.count;
  }

  get flags(): Uint32Array {
    return (this.#flags ??= this.#reader.words(0, this.#capacity));
  }
  get modSeqs(): Float64Array {
    return (this.#modSeqs ??= addPlaces(this.#reader.doubles(1, this.#capacity), this.count));
  }
}

function addPlaces<T extends Uint32Array | Float64Array>(gaps: T, count: number): T {
  for (let i = 1; i < count; i++) gaps[i]! += i;
  return gaps;
}
