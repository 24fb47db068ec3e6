import type { Page } from '../../store/index.ts';
import { decodeEntries, decodeFlags, type EntryColumns } from '../page-codec.ts';
import type { Statements } from '../statements.ts';

interface CachedPage {
  readonly entryVersion: number;
  readonly version: number;
  readonly entries: EntryColumns & { readonly count: number };
  readonly page: Page;
}

/**
 * Decoded pages of one reader thread, by row id. A page whose version is still the index's is shared by every snapshot;
 * one whose flags alone changed shares the columns that did not.
 */
export class PageCache {
  readonly #statements: Statements;
  readonly #max: number;
  /** Least recently used first. */
  readonly #pages = new Map<number, CachedPage>();

  constructor(statements: Statements, max: number) {
    this.#statements = statements;
    this.#max = max;
  }

  /** The page as the current read transaction sees it, given its versions. */
  get(row: number, number: number, version: number, entryVersion: number): Page {
    const cached = this.#pages.get(row);
    if (cached !== undefined) {
      this.#pages.delete(row);
      if (cached.version === version) {
        this.#pages.set(row, cached);
        return cached.page;
      }
    }
    const entries = cached?.entryVersion === entryVersion ? cached.entries : this.#entries(row);
    const flags = decodeFlags(this.#data('SELECT data FROM flag_page WHERE id = ?', row));
    const page = { number, ...entries, ...flags, modSeq: highest(flags.modSeqs, entries.count) };
    this.#pages.set(row, { entryVersion, version, entries, page });
    if (this.#pages.size > this.#max) this.#pages.delete(this.#pages.keys().next().value!);
    return page;
  }

  #entries(row: number): EntryColumns & { readonly count: number } {
    return decodeEntries(this.#data('SELECT data FROM entry_page WHERE id = ?', row));
  }

  #data(sql: string, row: number): Uint8Array {
    const found = this.#statements.row<{ data: Uint8Array }>(sql, row);
    if (found === undefined) throw new Error(`the index lacks page row ${row}`);
    return found.data;
  }
}

function highest(modSeqs: Float64Array, count: number): number {
  let most = 0;
  for (let i = 0; i < count; i++) if (modSeqs[i]! > most) most = modSeqs[i]!;
  return most;
}
