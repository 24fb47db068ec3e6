import type { AccountId, Clock, MailboxId, MessageId, ModSeq, Result, ThreadId } from '../base/index.ts';
import { err, ok } from '../base/index.ts';
import { type Actor, Right, rightsOf, SYSTEM } from './acl.ts';
import type { Body, BodyWriter } from './body.ts';
import type { ChangeListener, Changes, Tombstones } from './change.ts';
import type { AccountState, DefaultMailbox, MessageRecord, MetadataRow, Store } from './contract.ts';
import { type StoreError, storeError } from './error.ts';
import { DEFAULT_STORE_LIMITS, type StoreLimits } from './limits.ts';
import { ChangeListeners } from './listeners.ts';
import type { Mailbox } from './mailbox.ts';
import { type AccountData, emptyAccount, type MessageData, personOf } from './memory/account.ts';
import { readChanges } from './memory/changes.ts';
import { runOperations } from './memory/commit.ts';
import { usage } from './memory/count.ts';
import { Draft, reachMailbox } from './memory/draft.ts';
import { Journal } from './memory/journal.ts';
import { makeDefaultMailboxes } from './memory/make-mailbox.ts';
import { readMetadata } from './memory/metadata.ts';
import { messageMissing, readMessageProperties, readProperties } from './memory/property.ts';
import { prune } from './memory/prune.ts';
import { MemoryBodyWriter, memoryBody } from './memory/staged-body.ts';
import { mailboxFor, snapshotFor } from './memory/view.ts';
import { compareMailboxNames } from './name.ts';
import type { Operation, Receipt, UidRange } from './operation.ts';
import type { Property, PropertyTarget } from './property.ts';
import type { Query } from './query.ts';
import { searchSnapshot } from './search.ts';
import type { MailboxSnapshot } from './snapshot.ts';

export interface MemoryStoreOptions {
  readonly clock: Clock;
  readonly limits?: Partial<StoreLimits>;
  /** `/` by default. */
  readonly separator?: string;
}

const CLOSED: StoreError = storeError('unavailable', 'the store is closed');
const NO_ACCOUNT: StoreError = storeError('notFound', 'no such account');

/**
 * The reference engine: what the contract means, in the plainest data structures, in memory. Other engines are held
 * to it by `suite/`; tests of protocols run on it. Nothing survives the process.
 */
export class MemoryStore implements Store {
  readonly separator: string;
  readonly #clock: Clock;
  readonly #limits: StoreLimits;
  readonly #accounts = new Map<AccountId, AccountData>();
  /** What a listener throws is its own trouble. */
  readonly #listeners = new ChangeListeners(() => {});
  /** Commits run one after the other, each with its notices, so that a listener may commit without getting between. */
  #tail: Promise<unknown> = Promise.resolve();
  /** No more commits are accepted. */
  #closing = false;
  #closed = false;
  #failures = 0;

  constructor(options: MemoryStoreOptions) {
    this.#clock = options.clock;
    this.#limits = { ...DEFAULT_STORE_LIMITS, ...options.limits };
    this.separator = options.separator ?? '/';
  }

  /** For tests: the next `count` commits are refused as if the disk were full. */
  failCommits(count: number): void {
    this.#failures = count;
  }

  ensureAccount(account: AccountId, mailboxes: readonly DefaultMailbox[] = []): Promise<Result<void, StoreError>> {
    return this.#inTurn((): Result<void, StoreError> => {
      if (this.#accounts.has(account)) return ok(undefined);
      const data = emptyAccount(account);
      const made = makeDefaultMailboxes(this.#draft(data, SYSTEM), mailboxes);
      if (!made.ok) return made;
      data.modSeq = 1;
      this.#accounts.set(account, data);
      return made;
    });
  }

  removeAccount(account: AccountId): Promise<Result<void, StoreError>> {
    return this.#inTurn(() => {
      const last = this.#accounts.get(account)?.modSeq;
      if (last === undefined) return err(NO_ACCOUNT);
      this.#accounts.delete(account);
      this.#listeners.tell({ account, modSeq: (last + 1) as ModSeq, mailboxes: [], mailboxList: true });
      return ok(undefined);
    });
  }

  async account(account: AccountId): Promise<Result<AccountState, StoreError>> {
    return this.#read(account, (data) => {
      const { messages, sizeBytes: storageBytes } = usage(data);
      const { storageMaxBytes, messagesMax } = data;
      return ok({ modSeq: data.modSeq as ModSeq, quota: { storageMaxBytes, messagesMax, storageBytes, messages } });
    });
  }

  commit(account: AccountId, actor: Actor, operations: readonly Operation[]): Promise<Result<Receipt, StoreError>> {
    return this.#inTurn((): Result<Receipt, StoreError> => {
      const data = this.#accounts.get(account);
      if (data === undefined) return err(NO_ACCOUNT);
      if (this.#failures > 0) {
        this.#failures--;
        return err(storeError('unavailable', 'the store cannot write now'));
      }
      return this.#commit(data, this.#draft(data, actor), operations);
    });
  }

  stageBody(_sizeBytes?: number): BodyWriter {
    return new MemoryBodyWriter(this.#limits.messageMaxBytes);
  }

  async mailboxes(account: AccountId, viewer: Actor): Promise<Result<readonly Mailbox[], StoreError>> {
    return this.#read(account, (data) => {
      const all = [...data.mailboxes.values()];
      const visible = all.filter((mailbox) => rightsOf(account, mailbox.acl, viewer) & Right.lookup);
      const views = visible.map((mailbox) => mailboxFor(data, mailbox, viewer));
      return ok(views.sort((a, b) => compareMailboxNames(a.name, b.name)));
    });
  }

  async subscriptions(account: AccountId, viewer: Actor): Promise<Result<readonly string[], StoreError>> {
    return this.#read(account, (data) => {
      return ok([...(data.subscriptions.get(personOf(data, viewer)) ?? [])].sort(compareMailboxNames));
    });
  }

  async sharedWith(viewer: AccountId): Promise<readonly AccountId[]> {
    if (this.#closed) return [];
    const others = [...this.#accounts.values()].filter(({ id }) => id !== viewer);
    const sharing = others.filter(({ id, mailboxes }) =>
      [...mailboxes.values()].some(({ acl }) => rightsOf(id, acl, viewer) & Right.lookup),
    );
    return sharing.map(({ id }) => id).sort((a, b) => a - b);
  }

  async openMailbox(
    account: AccountId,
    mailbox: MailboxId,
    viewer: Actor,
  ): Promise<Result<MailboxSnapshot, StoreError>> {
    return this.#read(account, (data) => {
      const reached = reachMailbox(data, mailbox, viewer, Right.read);
      return reached.ok ? ok(snapshotFor(data, reached.value, viewer)) : reached;
    });
  }

  async tombstones(account: AccountId, mailbox: MailboxId, since: number): Promise<Result<Tombstones, StoreError>> {
    return this.#read(account, (data) => {
      const found = data.mailboxes.get(mailbox);
      if (found === undefined) return err(storeError('notFound', 'no such mailbox'));
      const later = found.tombstones.filter(({ modSeq }) => modSeq > since);
      const uids = Uint32Array.from(later, ({ uid }) => uid).sort();
      return ok({ uids, complete: since >= found.prunedModSeq });
    });
  }

  async *metadata(snapshot: MailboxSnapshot, uids: readonly UidRange[]): AsyncGenerator<readonly MetadataRow[]> {
    for (const batch of readMetadata(() => this.#dataForReading(snapshot.account), snapshot, uids)) yield batch;
  }

  async search(snapshot: MailboxSnapshot, query: Query): Promise<Result<Uint32Array, StoreError>> {
    if (this.#closed) return err(CLOSED);
    const { account } = snapshot;
    const uids = await searchSnapshot(snapshot, query, {
      body: async (message) => {
        const data = this.#accounts.get(account)?.messages.get(message);
        return data && memoryBody(data.body);
      },
      metadata: (ranges) => this.metadata(snapshot, ranges),
    });
    return ok(uids);
  }

  async message(account: AccountId, message: MessageId): Promise<Result<MessageRecord, StoreError>> {
    return this.#readMessage(account, message, ({ id, thread, body, createdModSeq, places }) => {
      return { id, thread, sizeBytes: body.length, createdModSeq: createdModSeq as ModSeq, places };
    });
  }

  async threads(
    account: AccountId,
    messages: readonly MessageId[],
  ): Promise<Result<readonly (ThreadId | undefined)[], StoreError>> {
    return this.#read(account, (data) => ok(messages.map((message) => data.messages.get(message)?.thread)));
  }

  async bodies(
    account: AccountId,
    messages: readonly MessageId[],
  ): Promise<Result<readonly (Body | undefined)[], StoreError>> {
    return this.#read(account, (data) => {
      const found = messages.map((message) => data.messages.get(message)?.body);
      return ok(found.map((octets) => octets && memoryBody(octets)));
    });
  }

  async body(account: AccountId, message: MessageId): Promise<Result<Body, StoreError>> {
    return this.#readMessage(account, message, ({ body }) => memoryBody(body));
  }

  async properties(account: AccountId, target: PropertyTarget): Promise<Result<readonly Property[], StoreError>> {
    return this.#read(account, (data) => readProperties(data, target));
  }

  async messageProperties(
    account: AccountId,
    name: string,
  ): Promise<Result<ReadonlyMap<MessageId, Uint8Array>, StoreError>> {
    return this.#read(account, (data) => ok(readMessageProperties(data, name)));
  }

  async changes(account: AccountId, since: ModSeq, limit: number): Promise<Result<Changes, StoreError>> {
    return this.#read(account, (data) => readChanges(data, since, limit));
  }

  subscribe(account: AccountId, listener: ChangeListener): () => void {
    return this.#listeners.add(account, listener);
  }

  async close(): Promise<void> {
    this.#closing = true;
    await this.#tail;
    this.#closed = true;
  }

  /** Applies a commit whole, or not at all; then tells the listeners. */
  #commit(account: AccountData, draft: Draft, operations: readonly Operation[]): Result<Receipt, StoreError> {
    let results: ReturnType<typeof runOperations> | undefined;
    try {
      results = runOperations(draft, operations);
    } finally {
      if (!results?.ok) draft.journal.rollback();
    }
    if (!results.ok) return results;
    if (draft.changed) {
      account.modSeq = draft.modSeq;
      prune(draft);
      this.#tell(draft);
    }
    return ok({ modSeq: account.modSeq as ModSeq, results: results.value });
  }

  #tell({ account, modSeq, changedMailboxes, mailboxListChanged }: Draft): void {
    const mailboxes = [...changedMailboxes].sort((a, b) => a - b);
    this.#listeners.tell({ account: account.id, modSeq: modSeq as ModSeq, mailboxes, mailboxList: mailboxListChanged });
  }

  #draft(account: AccountData, actor: Actor): Draft {
    return new Draft({
      account,
      actor,
      now: this.#clock.now(),
      limits: this.#limits,
      separator: this.separator,
      journal: new Journal(),
      accounts: this.#accounts,
    });
  }

  #inTurn<T>(work: () => Result<T, StoreError>): Promise<Result<T, StoreError>> {
    if (this.#closing) return Promise.resolve(err(CLOSED));
    const result = this.#tail.then(() => work());
    this.#tail = result.catch(() => undefined);
    return result;
  }

  #read<T>(account: AccountId, reading: (data: AccountData) => Result<T, StoreError>): Result<T, StoreError> {
    if (this.#closed) return err(CLOSED);
    const data = this.#accounts.get(account);
    return data === undefined ? err(NO_ACCOUNT) : reading(data);
  }

  #readMessage<T>(account: AccountId, message: MessageId, reading: (data: MessageData) => T): Result<T, StoreError> {
    return this.#read(account, (data) => {
      const found = data.messages.get(message);
      return found === undefined ? err(messageMissing(data, message)!) : ok(reading(found));
    });
  }

  #dataForReading(account: AccountId): AccountData | undefined {
    if (this.#closed) throw new Error('the store is closed');
    return this.#accounts.get(account);
  }
}
