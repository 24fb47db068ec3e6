import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type IndexedAccount, type IndexerEvent, type IndexSource, readSearchable } from '../store/index.ts';
import { AccountIndex, type IndexedMessage } from './account-index.ts';
import type { SearchIndexLimits } from './limits.ts';
import { Pace } from './pace.ts';
import { indexFile, isOf, isUnfit, removeIndex, SEARCH_DIRECTORY, UnfitIndex } from './schema.ts';

type Account = ReturnType<IndexSource['accounts']>[number];

/** Brings the index of every account up to the account's newest message. */
export class IndexFiller {
  readonly #directory: string;
  readonly #limits: SearchIndexLimits;
  readonly #source: IndexSource;
  readonly #event: IndexerEvent;
  readonly #pace: Pace;
  #version: number | undefined;
  /** What each account's index was brought up to: the others need not be opened to see that they are whole. */
  readonly #whole = new Map<number, { readonly birth: number; readonly modSeq: number }>();
  /** Least recently used first. */
  readonly #open = new Map<number, AccountIndex>();

  constructor(directory: string, limits: SearchIndexLimits, source: IndexSource, event: IndexerEvent) {
    this.#directory = directory;
    this.#limits = limits;
    this.#source = source;
    this.#event = event;
    this.#pace = new Pace(limits);
    mkdirSync(join(directory, SEARCH_DIRECTORY), { recursive: true, mode: 0o700 });
  }

  /** Does what there is to do, or as much of it as comes before the stop. Throws at the end what went wrong first. */
  async fill(stop?: AbortSignal): Promise<void> {
    const version = this.#source.version();
    if (version === this.#version) return;
    const accounts = this.#source.accounts();
    if (this.#version === undefined || this.#whole.size > accounts.length) this.#removeStrays(accounts);
    const failures: unknown[] = [];
    for (const account of accounts) {
      await this.#pace.step();
      if (stop?.aborted) return;
      // One account's trouble is not another's.
      await this.#fillAccount(account, stop).catch((error) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
    if (!stop?.aborted) this.#version = version;
  }

  close(): void {
    for (const account of [...this.#open.keys()]) this.#closeIndex(account);
  }

  async #fillAccount(account: Account, stop: AbortSignal | undefined): Promise<void> {
    const whole = this.#whole.get(account.account);
    if (whole?.birth === account.birth && whole.modSeq === account.modSeq) return;
    if (account.nextMessage === 1) return;
    try {
      await this.#bringForward(account, stop);
    } catch (error) {
      if (!isUnfit(error)) throw error;
      this.#remove(account.account);
      const reason = error instanceof Error ? error.message : String(error);
      this.#event('warn', 'search.index.dropped', `the index of account ${account.account} is made anew: ${reason}`);
      await this.#bringForward(account, stop);
    }
  }

  async #bringForward(account: Account, stop: AbortSignal | undefined): Promise<void> {
    const index = this.#index(account);
    const state = index.state();
    this.#removeDestroyed(account, index, state.gone_modseq, state.through);
    let { through } = state;
    while (through + 1 < account.nextMessage) {
      const ids = this.#source.messages(account.account, through, this.#limits.batchMessagesMax);
      if (ids.length === 0) break;
      const batch = await this.#read(account, ids, stop);
      if (batch.length === 0) return;
      index.add(batch, account.modSeq);
      through = batch.at(-1)!.id;
    }
    const { birth, modSeq } = account;
    this.#whole.set(account.account, { birth, modSeq });
  }

  /** Reads messages until a batch is full, or the stop comes. */
  async #read(account: Account, ids: readonly number[], stop: AbortSignal | undefined): Promise<IndexedMessage[]> {
    const batch: IndexedMessage[] = [];
    let chars = 0;
    for (const id of ids) {
      await this.#pace.step();
      if (stop?.aborted) return [];
      const body = this.#source.body(account.account, id);
      // Gone since it was listed: it leaves no trace, and will be told as destroyed.
      const facts = body && (await readSearchable(body).catch(() => undefined));
      batch.push({ id, facts });
      chars += facts === undefined ? 0 : facts.bodyText.length + facts.headerText.length;
      if (chars >= this.#limits.batchCharsMax) break;
    }
    return batch;
  }

  #removeDestroyed(account: Account, index: AccountIndex, since: number, through: number): void {
    if (since === account.modSeq) return;
    const destroyed = this.#source.destroyed(account.account, since);
    if (destroyed === undefined && through > 0) throw new UnfitIndex('the log of changes does not reach back to it');
    if (destroyed !== undefined && destroyed.length > 0) index.remove(destroyed, account.modSeq);
  }

  #index(account: IndexedAccount): AccountIndex {
    const file = indexFile(this.#directory, account.account);
    let index = this.#open.get(account.account);
    index ??= new AccountIndex(file, account.birth);
    this.#open.delete(account.account);
    this.#open.set(account.account, index);
    if (this.#open.size > this.#limits.openIndexesMax) this.#closeIndex(this.#open.keys().next().value!);
    if (!isOf(index.state(), account)) throw new UnfitIndex('it was made for other messages');
    return index;
  }

  #closeIndex(account: number): void {
    try {
      this.#open.get(account)?.close();
    } finally {
      this.#open.delete(account);
    }
  }

  #remove(account: number): void {
    this.#whole.delete(account);
    this.#closeIndex(account);
    removeIndex(indexFile(this.#directory, account));
  }

  /** Indexes of accounts that are gone. */
  #removeStrays(accounts: readonly Account[]): void {
    const there = new Set(accounts.map(({ account }) => `${account}.db`));
    for (const name of readdirSync(join(this.#directory, SEARCH_DIRECTORY))) {
      if (/^\d+\.db$/.test(name) && !there.has(name)) this.#remove(Number.parseInt(name, 10));
    }
    for (const account of this.#whole.keys()) if (!there.has(`${account}.db`)) this.#whole.delete(account);
  }
}
