import type { Page } from '../../store/index.ts';
import type { PageEntries } from '../entry-tail.ts';
import type { LazyFlags } from '../page-codec.ts';

/** A page as it lies in the index: a column is unpacked when it is first looked at. */
export class StoredPage implements Page {
  readonly number: number;
  readonly count: number;
  readonly #entries: PageEntries;
  readonly #flags: LazyFlags;
  #modSeq: number | undefined;

  constructor(number: number, entries: PageEntries, flags: LazyFlags) {
    this.number = number;
    this.count = entries.count;
    this.#entries = entries;
    this.#flags = flags;
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
    return this.#flags.flags;
  }
  get modSeqs(): Float64Array {
    return this.#flags.modSeqs;
  }
  get modSeq(): number {
    return (this.#modSeq ??= this.modSeqs.reduce((most, modSeq) => Math.max(most, modSeq), 0));
  }
}
