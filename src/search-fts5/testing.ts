import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AccountId, accountId, mailboxId } from '../base/index.ts';
import { summarizeBytes } from '../message/index.ts';
import {
  type Body,
  type IndexSource,
  type MailboxSnapshot,
  MemoryStore,
  type Query,
  type SearchSource,
  searchSnapshot,
} from '../store/index.ts';
import { IndexFiller } from './index-filler.ts';
import { DEFAULT_SEARCH_INDEX_LIMITS, type SearchIndexLimits } from './limits.ts';
import { Fts5SearchIndex } from './search-index.ts';

export const OWNER: AccountId = accountId(1);
const INBOX = mailboxId(1);

/** A mailbox in the reference engine, with an index beside it that is filled when the test says so. */
export class IndexedMailbox {
  readonly directory = mkdtempSync(join(tmpdir(), 'rookery-search-'));
  readonly events: string[] = [];
  readonly #store = new MemoryStore({ clock: { now: () => 0 } });
  readonly #limits: SearchIndexLimits;
  #messages: number[] = [];
  readonly #bodies = new Map<number, Uint8Array>();
  readonly #destroyed: { readonly id: number; readonly modSeq: number }[] = [];
  #modSeq = 1;
  #filler: IndexFiller;
  #index: Fts5SearchIndex;
  birth = 7;
  /** Bodies that searches with the index have opened. */
  bodiesRead = 0;

  constructor(limits: Partial<SearchIndexLimits> = {}) {
    this.#limits = { ...DEFAULT_SEARCH_INDEX_LIMITS, ...limits };
    this.#filler = this.#newFiller();
    this.#index = new Fts5SearchIndex(this.directory, this.#limits);
  }

  async append(bytes: Uint8Array): Promise<void> {
    await this.#store.ensureAccount(OWNER);
    const writer = this.#store.stageBody();
    await writer.write(bytes);
    const body = await writer.finish();
    const append = { kind: 'append', mailbox: INBOX, body, summary: summarizeBytes(bytes) } as const;
    await this.#commit({ ...append, flags: { system: 0, keywords: [] }, internalDate: 0 });
    const { pages } = await this.snapshot();
    const last = pages.at(-1)!;
    const id = last.messageIds[last.count - 1]!;
    this.#messages.push(id);
    this.#bodies.set(id, bytes);
  }

  async expunge(uid: number): Promise<void> {
    const id = (await this.snapshot()).find(uid)!.messageId;
    await this.#commit({ kind: 'expunge', mailbox: INBOX, uids: [{ first: uid, last: uid }], onlyDeleted: false });
    this.#messages = this.#messages.filter((other) => other !== id);
    this.#destroyed.push({ id, modSeq: this.#modSeq });
  }

  async fill(): Promise<void> {
    await this.#filler.fill();
  }

  /** As after a kill: nothing is left but the files. */
  restart(): void {
    this.#filler.close();
    this.#index.close();
    this.#filler = this.#newFiller();
    this.#index = new Fts5SearchIndex(this.directory, this.#limits);
  }

  close(): void {
    this.#filler.close();
    this.#index.close();
    rmSync(this.directory, { recursive: true, force: true });
  }

  async snapshot(): Promise<MailboxSnapshot> {
    const opened = await this.#store.openMailbox(OWNER, INBOX, OWNER);
    if (!opened.ok) throw new Error(opened.error.detail);
    return opened.value;
  }

  /** What the mail itself says. */
  async plain(query: Query): Promise<readonly number[]> {
    const snapshot = await this.snapshot();
    return [
      ...(await searchSnapshot(
        snapshot,
        query,
        this.#source(snapshot, () => {}),
      )),
    ];
  }

  /** What the index says, with the mail where it knows nothing. */
  async indexed(query: Query): Promise<readonly number[]> {
    this.bodiesRead = 0;
    const snapshot = await this.snapshot();
    const source = this.#source(snapshot, () => this.bodiesRead++);
    const account = { account: OWNER, birth: this.birth, modSeq: this.#modSeq };
    const known: SearchSource['known'] = (text, messages) => this.#index.match(account, text, messages);
    return [...(await searchSnapshot(snapshot, query, { ...source, known }))];
  }

  #source(snapshot: MailboxSnapshot, onBody: () => void): SearchSource {
    return {
      body: async (message) => {
        onBody();
        const body = await this.#store.body(OWNER, message);
        return body.ok ? body.value : undefined;
      },
      metadata: (uids) => this.#store.metadata(snapshot, uids),
    };
  }

  async #commit(operation: Parameters<MemoryStore['commit']>[2][number]): Promise<void> {
    const done = await this.#store.commit(OWNER, OWNER, [operation]);
    if (!done.ok) throw new Error(done.error.detail);
    this.#modSeq = done.value.modSeq;
  }

  #newFiller(): IndexFiller {
    const source: IndexSource = {
      version: () => this.#modSeq,
      accounts: () => {
        const { birth } = this;
        return [{ account: OWNER, birth, modSeq: this.#modSeq, nextMessage: (this.#messages.at(-1) ?? 0) + 1 }];
      },
      messages: (_account, after, limit) => this.#messages.filter((id) => id > after).slice(0, limit),
      body: (_account, message) => bodyOf(this.#bodies.get(message)),
      destroyed: (_account, since) => this.#destroyed.filter(({ modSeq }) => modSeq > since).map(({ id }) => id),
    };
    return new IndexFiller(this.directory, this.#limits, source, (_level, name, detail) =>
      this.events.push(`${name} ${detail}`),
    );
  }
}

function bodyOf(bytes: Uint8Array | undefined): Body | undefined {
  if (bytes === undefined) return undefined;
  return { sizeBytes: bytes.length, read: async (start, end) => bytes.subarray(start, Math.min(end, bytes.length)) };
}
