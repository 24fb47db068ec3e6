import type { Page } from '../../store/index.ts';
import { ColumnReader } from '../column-codec.ts';
import type { LazyEntries } from '../page-codec.ts';

/** A page as it lies in the index: a column is unpacked when it is first looked at. */
export class StoredPage implements Page {
  readonly number: number;
  readonly count: number;
  readonly #entries: LazyEntries;
  readonly #reader: ColumnReader;
  #flags: Uint32Array | undefined;
  #modSeqs: Float64Array | undefined;
  #modSeq: number | undefined;

  constructor(number: number, entries: LazyEntries, flags: Uint8Array) {
    this.number = number;
    this.count = entries.count;
    this.#entries = entries;
    this.#reader = new ColumnReader(flags);
  }

  get uids(): Uint32Array {
    return this.#entries.uids;
  }
  get messageIds(): Uint32Array {
    return this.#entries.messageIds;
  }
  get sizes(): Uint32Array {
    return this.#entries.sizes;
  }
  get internalDates(): Float64Array {
    return this.#entries.internalDates;
  }
  get saveDates(): Float64Array {
    return this.#entries.saveDates;
  }
  get flags(): Uint32Array {
    return (this.#flags ??= this.#reader.words(0));
  }
  get modSeqs(): Float64Array {
    return (this.#modSeqs ??= this.#reader.doubles(1));
  }
  get modSeq(): number {
    return (this.#modSeq ??= this.modSeqs.reduce((most, modSeq) => Math.max(most, modSeq), 0));
  }
}
