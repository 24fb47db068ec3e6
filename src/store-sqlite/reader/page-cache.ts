import type { Page } from '../../store/index.ts';
import { type PageEntries, type PagePlace, readEntries } from '../entry-tail.ts';
import { pageOfRow } from '../keys.ts';
import { LazyFlags } from '../page-codec.ts';
import type { Statements } from '../statements.ts';
import { StoredPage } from './stored-page.ts';

/** A row of `flag_page`, without its data. */
export interface PageVersion extends PagePlace {
  readonly version: number;
  readonly entry_version: number;
}
interface CachedPage {
  readonly entryVersion: number;
  readonly version: number;
  readonly entries: PageEntries;
  readonly page: Page;
}

/** So many pages that are missing are read in one query. */
const MISSING_FOR_ONE_QUERY = 8;

/**
 * Pages of one reader thread, by row id. A page whose version is still the index's is shared by every snapshot; one whose
 * flags alone changed shares the columns that did not.
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

  /** The pages of a run of rows, as the current read transaction sees them. */
  all(first: number, last: number): readonly Page[] {
    const versions = this.#statements.rows<PageVersion>(
      'SELECT id, version, entry_version, count, tail_uid FROM flag_page WHERE id BETWEEN ? AND ?',
      first,
      last,
    );
    const missing = versions.filter(({ id }) => !this.#pages.has(id)).length;
    if (missing >= MISSING_FOR_ONE_QUERY) return this.#readAll(first, last);
    return versions.map((version) => this.get(version));
  }

  /** One page, given its versions. */
  get(place: PageVersion): Page {
    const { id, version, entry_version: entryVersion } = place;
    const cached = this.#pages.get(id);
    if (cached?.version === version) {
      this.#pages.delete(id);
      this.#pages.set(id, cached);
      return cached.page;
    }
    const entries =
      cached?.entryVersion === entryVersion
        ? cached.entries
        : readEntries(this.#statements, place, this.#data('SELECT data FROM entry_page WHERE id = ?', id));
    const data = this.#data('SELECT data FROM flag_page WHERE id = ?', id);
    if (data === undefined) throw new Error(`the index lacks page row ${id}`);
    const flags = new LazyFlags(data);
    return this.#keep(id, { entryVersion, version, entries, page: new StoredPage(pageOfRow(id), entries, flags) });
  }

  #readAll(first: number, last: number): readonly Page[] {
    return this.#statements
      .rows<PageVersion & { flags: Uint8Array; entries: Uint8Array | null }>(
        `SELECT f.id, f.version, f.entry_version, f.count, f.tail_uid, f.data AS flags, e.data AS entries
         FROM flag_page f LEFT JOIN entry_page e ON e.id = f.id WHERE f.id BETWEEN ? AND ? ORDER BY f.id`,
        first,
        last,
      )
      .map((row) => {
        const cached = this.#pages.get(row.id);
        if (cached?.version === row.version) return cached.page;
        const entries = readEntries(this.#statements, row, row.entries);
        const page = new StoredPage(pageOfRow(row.id), entries, new LazyFlags(row.flags));
        return this.#keep(row.id, { entryVersion: row.entry_version, version: row.version, entries, page });
      });
  }

  #keep(id: number, cached: CachedPage): Page {
    this.#pages.delete(id);
    this.#pages.set(id, cached);
    if (this.#pages.size > this.#max) this.#pages.delete(this.#pages.keys().next().value!);
    return cached.page;
  }

  #data(sql: string, row: number): Uint8Array | undefined {
    return this.#statements.row<{ data: Uint8Array }>(sql, row)?.data;
  }
}
