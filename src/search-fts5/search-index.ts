import { statSync } from 'node:fs';
import type { AccountId } from '../base/index.ts';
import type { IndexedAccount, SearchIndex, TextQuery } from '../store/index.ts';
import type { SearchIndexLimits } from './limits.ts';
import { matchTexts } from './match.ts';
import { ReaderIndex } from './reader-index.ts';
import { indexFile } from './schema.ts';

/**
 * One thread's side of the indexes. What cannot be read counts as not there: then the mail itself is searched, and the
 * indexer, which finds the damage too, makes the index anew.
 */
export class Fts5SearchIndex implements SearchIndex {
  readonly #directory: string;
  readonly #limits: SearchIndexLimits;
  /** Least recently used first. */
  readonly #open = new Map<AccountId, ReaderIndex>();
  #closed = false;

  constructor(directory: string, limits: SearchIndexLimits) {
    this.#directory = directory;
    this.#limits = limits;
  }

  async match(account: IndexedAccount, query: TextQuery, messages: Uint32Array): Promise<Uint8Array | undefined> {
    if (!query.contains.isWellFormed()) return undefined;
    const index = this.#index(account);
    if (index === undefined) return undefined;
    index.users++;
    try {
      return await matchTexts(index, query, messages, this.#limits);
    } catch {
      this.#drop(account.account);
      return undefined;
    } finally {
      index.users--;
      if (index.users === 0 && index.dropped) index.close();
    }
  }

  close(): void {
    this.#closed = true;
    for (const account of [...this.#open.keys()]) this.#drop(account);
  }

  #index(account: IndexedAccount): ReaderIndex | undefined {
    if (this.#closed) return undefined;
    const file = indexFile(this.#directory, account.account);
    const inode = statSync(file, { throwIfNoEntry: false })?.ino;
    let index = this.#open.get(account.account);
    // The indexer makes an index anew by making another file.
    if (index !== undefined && index.inode !== inode) {
      this.#drop(account.account);
      index = undefined;
    }
    if (inode === undefined) return undefined;
    try {
      index ??= ReaderIndex.open(file, inode);
      if (index === undefined) return undefined;
      this.#open.delete(account.account);
      this.#open.set(account.account, index);
      if (this.#open.size > this.#limits.openIndexesMax) this.#drop(this.#open.keys().next().value!);
      return index.isOf(account) ? index : undefined;
    } catch {
      this.#drop(account.account);
      return undefined;
    }
  }

  /** Closed when the last search that is under way in it has ended. */
  #drop(account: AccountId): void {
    const index = this.#open.get(account);
    if (index === undefined) return;
    this.#open.delete(account);
    index.dropped = true;
    if (index.users === 0) index.close();
  }
}
