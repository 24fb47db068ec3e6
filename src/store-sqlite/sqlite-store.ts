import { join } from 'node:path';
import {
  type AccountId,
  type Clock,
  concatBytes,
  err,
  type MailboxId,
  type MessageId,
  type ModSeq,
  mailboxId,
  messageId,
  modSeq,
  ok,
  type Result,
  type ThreadId,
  threadId,
} from '../base/index.ts';
import { type ReadyBody, SegmentReader, StagingBody, StagingMemory } from '../blob-fs/index.ts';
import {
  type AccountState,
  type Actor,
  type Body,
  type BodyWriter,
  type ChangeListener,
  type Changes,
  type DefaultMailbox,
  type Mailbox,
  type MailboxSnapshot,
  type MessageRecord,
  type MetadataRow,
  type Operation,
  type Page,
  type Property,
  type PropertyTarget,
  type Query,
  type Receipt,
  Right,
  type SearchIndex,
  type SearchIndexSetting,
  type Store,
  type StoreError,
  searchSnapshot,
  storeError,
  type TextQuery,
  type Tombstones,
  type UidRange,
} from '../store/index.ts';
import { propertyTarget } from './property-target.ts';
import { readAccountState } from './reader/account-reader.ts';
import { readBodyPlaces } from './reader/body-places.ts';
import { readChanges } from './reader/changes-reader.ts';
import { indexedAccount } from './reader/indexed-account.ts';
import { KeywordReader } from './reader/keyword-reader.ts';
import { MailboxReader } from './reader/mailbox-reader.ts';
import { readMetadata } from './reader/metadata-reader.ts';
import { PageCache } from './reader/page-cache.ts';
import { SnapshotCache } from './reader/snapshot-cache.ts';
import { locateBody, StoredBody } from './reader/stored-body.ts';
import { readThreads } from './reader/thread-reader.ts';
import { BLOB_DIRECTORY, INDEX_FILE, openIndexForReading } from './schema.ts';
import { SqliteBodyWriter, SqliteStagedBody } from './staged-body.ts';
import { Statements } from './statements.ts';
import { type HandleSetting, nextStagingName, type StoreShare } from './store-share.ts';
import type { WriterOperation } from './thread-message.ts';
import { decodePlaces } from './writer/message-row.ts';
import type { WriterClient, WriterEars } from './writer-client.ts';

const CLOSED = storeError('unavailable', 'the store is closed');
const NO_ACCOUNT = storeError('notFound', 'no such account');

/** What a handle is made with, in whatever thread. */
interface HandleOptions {
  readonly setting: HandleSetting;
  readonly clock: Clock;
  readonly search: SearchIndexSetting | undefined;
}

/** One thread's handle on the embedded engine: reads by itself, and has the writer thread do the rest. */
export class SqliteStore implements Store {
  readonly separator: string;
  readonly #setting: HandleSetting;
  readonly #clock: Clock;
  readonly #writer: WriterClient;
  readonly #index: ReturnType<typeof openIndexForReading>;
  readonly #statements: Statements;
  readonly #mailboxes: MailboxReader;
  readonly #snapshots: SnapshotCache;
  readonly #keywords: KeywordReader;
  readonly #segments: SegmentReader;
  readonly #stagingMemory: StagingMemory;
  readonly #search: SearchIndex | undefined;
  #nextToken = 1;
  #closed = false;

  static async open(
    options: HandleOptions,
    events: Pick<WriterEars, 'event' | 'group' | 'lost'>,
    reachWriter: (ears: WriterEars) => Promise<WriterClient>,
  ): Promise<SqliteStore> {
    let store: SqliteStore | undefined;
    const writer = await reachWriter({ ...events, removed: (account) => store?.forget(account) });
    store = new SqliteStore(options, writer);
    return store;
  }

  private constructor({ setting, clock, search }: HandleOptions, writer: WriterClient) {
    this.#setting = setting;
    this.#clock = clock;
    this.separator = setting.separator;
    this.#writer = writer;
    this.#index = openIndexForReading(join(setting.directory, INDEX_FILE));
    this.#statements = new Statements(this.#index);
    this.#keywords = new KeywordReader(this.#statements, setting.engineLimits.cachedAccountsMax);
    const pages = new PageCache(this.#statements, setting.engineLimits.readerPagesMax);
    this.#mailboxes = new MailboxReader(this.#statements, pages, (account) => this.#keywords.of(account));
    this.#snapshots = new SnapshotCache(this.#index, setting.engineLimits.readerSnapshotsMax);
    this.#stagingMemory = new StagingMemory(setting.blobLimits.allInMemoryMaxBytes);
    this.#segments = new SegmentReader(join(setting.directory, BLOB_DIRECTORY), setting.blobLimits);
    this.#search = search?.open(setting.directory);
  }

  async ensureAccount(
    account: AccountId,
    mailboxes: readonly DefaultMailbox[] = [],
  ): Promise<Result<void, StoreError>> {
    const there = this.#read(account, () => ok(undefined));
    if (there.ok || there.error.code !== 'notFound') return there;
    const made = await this.#writer.request(this.#clock.now(), { kind: 'ensureAccount', account, mailboxes });
    return made.ok ? ok(undefined) : made;
  }

  async removeAccount(account: AccountId): Promise<Result<void, StoreError>> {
    const removed = await this.#writer.request(this.#clock.now(), { kind: 'removeAccount', account });
    return removed.ok ? ok(undefined) : removed;
  }

  async account(account: AccountId): Promise<Result<AccountState, StoreError>> {
    return this.#read(account, () => ok(readAccountState(this.#statements, account)));
  }

  async commit(
    account: AccountId,
    actor: Actor,
    operations: readonly Operation[],
  ): Promise<Result<Receipt, StoreError>> {
    if (this.#closed) return err(CLOSED);
    const bodies: { token: number; body: ReadyBody }[] = [];
    const crossing = operations.map((operation): WriterOperation => {
      if (operation.kind !== 'append') return operation;
      const { body } = operation;
      if (!(body instanceof SqliteStagedBody)) throw new TypeError('the body was staged in another store');
      const ready = body.take();
      if (ready !== undefined) bodies.push({ token: body.token, body: ready });
      return {
        ...operation,
        summary: { ...operation.summary, rendered: tight(operation.summary.rendered) },
        body: body.token,
      };
    });
    const task = { kind: 'commit', account, actor, operations: crossing } as const;
    const answer = await this.#writer.request(this.#clock.now(), task, bodies);
    return answer.ok ? ok(answer.value!) : answer;
  }

  stageBody(_sizeBytes?: number): BodyWriter {
    const token = this.#nextToken++;
    const directory = join(this.#setting.directory, BLOB_DIRECTORY);
    const name = `${this.#setting.stagingName}-${token}`;
    const staging = new StagingBody(directory, this.#setting.blobLimits, name, this.#stagingMemory);
    const release = (released: number): void => this.#writer.release(released);
    return new SqliteBodyWriter(staging, (ready) => new SqliteStagedBody(token, ready, staging, release));
  }

  async mailboxes(account: AccountId, viewer: Actor): Promise<Result<readonly Mailbox[], StoreError>> {
    return this.#read(account, () => ok(this.#mailboxes.list(account, viewer)));
  }

  async subscriptions(account: AccountId, viewer: Actor): Promise<Result<readonly string[], StoreError>> {
    return this.#read(account, () => ok(this.#mailboxes.subscriptions(account, viewer)));
  }

  async sharedWith(viewer: AccountId): Promise<readonly AccountId[]> {
    if (this.#closed) return [];
    return this.#statements
      .rows<{ account: AccountId }>(
        `SELECT DISTINCT account FROM acl WHERE identifier IN (0, ?) AND rights & ${Right.lookup} AND account != ? ORDER BY account`,
        viewer,
        viewer,
      )
      .map((row) => row.account);
  }

  async openMailbox(
    account: AccountId,
    mailbox: MailboxId,
    viewer: Actor,
  ): Promise<Result<MailboxSnapshot, StoreError>> {
    const kept = this.#closed ? undefined : this.#snapshots.get(account, mailbox, viewer);
    if (kept !== undefined) return ok(kept);
    return this.#read(account, () => {
      const opened = this.#mailboxes.open(account, mailbox, viewer);
      if (opened.ok) this.#snapshots.keep(opened.value);
      return opened;
    });
  }

  async tombstones(account: AccountId, mailbox: MailboxId, since: number): Promise<Result<Tombstones, StoreError>> {
    return this.#read(account, () => {
      const row = this.#mailboxes.row(account, mailbox);
      if (row === undefined) return err(storeError('notFound', 'no such mailbox'));
      const groups = this.#statements
        .rows<{ uids: Uint8Array }>('SELECT uids FROM tombstone WHERE mailbox = ? AND modseq > ?', row.key, since)
        .map(({ uids }) => uids);
      return ok({
        uids: new Uint32Array(concatBytes(groups).slice().buffer).sort(),
        complete: since >= row.pruned_modseq,
      });
    });
  }

  async *metadata(snapshot: MailboxSnapshot, uids: readonly UidRange[]): AsyncGenerator<readonly MetadataRow[]> {
    if (this.#closed) throw new Error('the store is closed');
    const row = this.#mailboxes.row(snapshot.account, snapshot.mailboxId);
    if (row === undefined) return;
    const current = (number: number): Page | undefined =>
      this.#inTransaction(() => this.#mailboxes.page(row.key, number));
    for (const batch of readMetadata(this.#statements, row.key, snapshot, uids, current)) yield batch;
  }

  async search(snapshot: MailboxSnapshot, query: Query): Promise<Result<Uint32Array, StoreError>> {
    if (this.#closed) return err(CLOSED);
    const uids = await searchSnapshot(snapshot, query, {
      body: async (message) => {
        const body = await this.body(snapshot.account, message);
        return body.ok ? body.value : undefined;
      },
      metadata: (ranges) => this.metadata(snapshot, ranges),
      known: (text, messages) => this.#known(snapshot.account, text, messages),
    });
    return ok(uids);
  }

  /** What the index of texts says of messages; undefined without one. */
  async #known(account: AccountId, text: TextQuery, messages: Uint32Array): Promise<Uint8Array | undefined> {
    const indexed = this.#closed || this.#search === undefined ? undefined : indexedAccount(this.#statements, account);
    return indexed && this.#search?.match(indexed, text, messages);
  }

  async message(account: AccountId, message: MessageId): Promise<Result<MessageRecord, StoreError>> {
    return this.#read(account, () => {
      const row = this.#statements.row<{ thread: number; size: number; created_modseq: number; places: Uint8Array }>(
        'SELECT thread, size, created_modseq, places FROM message WHERE account = ? AND id = ?',
        account,
        message,
      );
      if (row === undefined) return err(this.#messageMissing(account, message));
      const places = decodePlaces(row.places).map((place) => ({ mailbox: mailboxId(place.mailbox), uid: place.uid }));
      return ok({
        id: messageId(message),
        thread: threadId(row.thread),
        sizeBytes: row.size,
        createdModSeq: modSeq(row.created_modseq),
        places,
      });
    });
  }

  async threads(
    account: AccountId,
    messages: readonly MessageId[],
  ): Promise<Result<readonly (ThreadId | undefined)[], StoreError>> {
    return this.#read(account, () => ok(readThreads(this.#statements, account, messages)));
  }

  async bodies(
    account: AccountId,
    messages: readonly MessageId[],
  ): Promise<Result<readonly (Body | undefined)[], StoreError>> {
    return this.#read(account, () => {
      const places = readBodyPlaces(this.#statements, account, messages);
      return ok(
        messages.map((message) => {
          const place = places.get(message);
          return place && new StoredBody(this.#segments, place, () => locateBody(this.#statements, account, message));
        }),
      );
    });
  }

  async body(account: AccountId, message: MessageId): Promise<Result<Body, StoreError>> {
    if (this.#closed) return err(CLOSED);
    // One statement sees one moment by itself: the way that every download takes needs no transaction around it.
    const place = locateBody(this.#statements, account, message);
    if (place === undefined) return this.#read(account, () => err(this.#messageMissing(account, message)));
    return ok(new StoredBody(this.#segments, place, () => locateBody(this.#statements, account, message)));
  }

  async properties(account: AccountId, target: PropertyTarget): Promise<Result<readonly Property[], StoreError>> {
    return this.#read(account, () => {
      if (target.kind === 'mailbox' && this.#mailboxes.row(account, target.mailbox) === undefined) {
        return err(storeError('notFound', 'no such mailbox'));
      }
      const { kind, id } = propertyTarget(target);
      if (target.kind === 'message') {
        const there = this.#statements.row('SELECT 1 FROM message WHERE account = ? AND id = ?', account, id);
        if (there === undefined) return err(this.#messageMissing(account, target.message));
      }
      const rows = this.#statements.rows<{ name: string; value: Uint8Array; modseq: number }>(
        `SELECT name, value, modseq FROM property WHERE account = ? AND kind = ? AND target = ? AND value IS NOT NULL`,
        account,
        kind,
        id,
      );
      const properties = rows.map((row) => ({ target, name: row.name, value: row.value, modSeq: row.modseq }));
      return ok(properties.sort((a, b) => (a.name < b.name ? -1 : 1)));
    });
  }

  async messageProperties(
    account: AccountId,
    name: string,
  ): Promise<Result<ReadonlyMap<MessageId, Uint8Array>, StoreError>> {
    return this.#read(account, () => {
      const rows = this.#statements.rows<{ target: MessageId; value: Uint8Array }>(
        'SELECT target, value FROM property WHERE account = ? AND kind = 2 AND name = ? AND value IS NOT NULL',
        account,
        name,
      );
      return ok(new Map(rows.map((row) => [row.target, row.value])));
    });
  }

  async changes(account: AccountId, since: ModSeq, limit: number): Promise<Result<Changes, StoreError>> {
    return this.#read(account, () => readChanges(this.#statements, account, since, limit));
  }

  subscribe(account: AccountId, listener: ChangeListener): () => void {
    return this.#writer.subscribe(account, listener);
  }

  /** The account is gone; one of the same id would number its keywords anew. */
  forget(account: AccountId): void {
    this.#keywords.forget(account);
  }

  share(threads: number): StoreShare {
    const { blobLimits } = this.#setting;
    const allInMemoryMaxBytes = Math.ceil(blobLimits.allInMemoryMaxBytes / threads);
    const name = nextStagingName();
    const setting = { ...this.#setting, stagingName: name, blobLimits: { ...blobLimits, allInMemoryMaxBytes } };
    return { port: this.#writer.share(name), setting };
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    // Before the writer's connection: the last one to close folds the log into the index, and a reader cannot.
    this.#search?.close();
    this.#index.close();
    await this.#writer.close();
    this.#segments.close();
  }

  /** Runs a reading in one read transaction, so that all it sees is of one moment. */
  #read<T>(account: AccountId, reading: () => Result<T, StoreError>): Result<T, StoreError> {
    if (this.#closed) return err(CLOSED);
    return this.#inTransaction(() => {
      const there = this.#statements.row('SELECT 1 FROM account WHERE id = ?', account);
      return there === undefined ? err(NO_ACCOUNT) : reading();
    });
  }

  #inTransaction<T>(reading: () => T): T {
    this.#index.exec('BEGIN');
    try {
      return reading();
    } finally {
      this.#index.exec('COMMIT');
    }
  }

  /** Message ids are given in ascending order, so one below the next was there once. */
  #messageMissing(account: AccountId, message: MessageId): StoreError {
    const row = this.#statements.row<{ next_message: number }>(
      'SELECT next_message FROM account WHERE id = ?',
      account,
    );
    const wasThere = message >= 1 && row !== undefined && message < row.next_message;
    return wasThere ? storeError('expunged', 'the message is gone') : storeError('notFound', 'no such message');
  }
}

/** The bytes in a buffer of their own: a view would take the whole buffer that it looks at to the other thread. */
function tight(bytes: Uint8Array): Uint8Array {
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes);
}
