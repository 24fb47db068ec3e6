import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { err, modSeq, ok, type Result } from '../../base/index.ts';
import { BODY_HEADER_BYTES, type SegmentWriter } from '../../blob-fs/index.ts';
import { type ChangeNotice, type Receipt, type StoreError, SYSTEM, storeError } from '../../store/index.ts';
import type { MovedBody } from '../background/task.ts';
import { INDEX_FILE } from '../schema.ts';
import { Statements } from '../statements.ts';
import type { WriterOptions, WriterRequest, WriterTask } from '../thread-message.ts';
import { AccountState } from './account-state.ts';
import { Commit, type WriterContext } from './commit.ts';
import { GroupBodies, portToken, type TokenBody } from './group-bodies.ts';
import { makeDefaultMailboxes, removeAccount } from './operation/lifecycle.ts';
import { runOperation, type StoredOperation } from './run-operation.ts';
import { voidLog } from './void-log.ts';

/** A request and the port that it came by. */
export interface GroupRequest {
  readonly port: number;
  readonly request: WriterRequest;
}
/** A group whose octets lie in segments. */
export interface PreparedGroup {
  readonly requests: readonly GroupRequest[];
  /** Resolves to whether the octets are durable. */
  readonly synced: Promise<boolean>;
}
export interface GroupOutcome {
  /** At the place of each request. */
  readonly results: readonly Result<Receipt | undefined, StoreError>[];
  readonly notices: readonly ChangeNotice[];
  /** Accounts that are gone. */
  readonly removed: readonly number[];
}

interface Applied {
  readonly result: Result<Receipt | undefined, StoreError>;
  readonly notice?: ChangeNotice | undefined;
  readonly removed?: number;
}

/** Thrown to begin a group again without the request that failed after it had written something. */
class BeginAgain extends Error {}

/**
 * Carries out groups of requests: the octets of all into the segment, one sync for them, one transaction for what they do
 * to the index. A group is durable whole or did not happen.
 */
export class Writer {
  readonly #index: DatabaseSync;
  readonly #statements: Statements;
  readonly #segments: SegmentWriter;
  readonly #options: WriterOptions;
  readonly bodies: GroupBodies;
  /** Least recently used first. */
  readonly #accounts = new Map<number, AccountState>();
  /** Those that the group under way has to do with: a group costs nothing for others, however many are cached. */
  readonly #touched = new Set<AccountState>();
  #cachedPages = 0;
  /** A COMMIT failed, and what it may have left in the log is not struck out yet. */
  #commitFailed = false;

  constructor(index: DatabaseSync, segments: SegmentWriter, options: WriterOptions) {
    this.#index = index;
    this.#statements = new Statements(index);
    this.#segments = segments;
    this.#options = options;
    this.bodies = new GroupBodies(this.#statements, segments);
  }

  /**
   * Puts the octets of a group into segments and begins to make them durable. `run` it before the next but one is prepared,
   * and prepare none while the sync of another is under way: what a sync says is then about one group alone.
   */
  prepare(requests: readonly GroupRequest[]): PreparedGroup {
    return { requests, synced: this.#storeBodies(requests) };
  }

  /** `beforeCommit` is called when the group's octets are durable and its transaction is about to be. */
  async run({ requests, synced }: PreparedGroup, beforeCommit: () => void): Promise<GroupOutcome> {
    try {
      if (this.#commitFailed) this.#rollBack();
      const failed = new Map<GroupRequest, StoreError>();
      for (;;) {
        try {
          return await this.#attempt(requests, failed, synced, beforeCommit);
        } catch (error) {
          this.#rollBack();
          if (!(error instanceof BeginAgain)) throw error;
        }
      }
    } finally {
      await synced;
    }
  }

  /** Octets that a request brings, to be put into a segment. */
  waitingBytes({ port, request }: GroupRequest): number {
    if (request.task.kind !== 'commit') return 0;
    let bytes = 0;
    for (const operation of request.task.operations) {
      if (operation.kind === 'append') bytes += this.bodies.waitingBytes(portToken(port, operation.body));
    }
    return bytes;
  }

  /** Removes segments that nothing came to use: what commits brought that were refused. Only between groups. */
  removeOrphans(): void {
    const named = new Set(this.#statements.rows<{ id: number }>('SELECT id FROM segment').map((row) => row.id));
    for (const segment of this.#segments.segments()) {
      if (named.has(segment) || segment === this.#segments.activeSegment || this.bodies.isStaged(segment)) continue;
      this.#segments.removeSegment(segment);
    }
  }

  /** A segment of which little is in use, and that nothing else is about to use; undefined if there is none. */
  segmentToCompact(except: ReadonlySet<number>): number | undefined {
    return this.#statements
      .rows<{ id: number }>(
        'SELECT id FROM segment WHERE live_bytes < end * ? ORDER BY CAST(live_bytes AS REAL) / end',
        this.#options.engineLimits.compactBelow,
      )
      .map((row) => row.id)
      .find((id) => id !== this.#segments.activeSegment && !except.has(id) && !this.bodies.isStaged(id));
  }

  /** Takes a compaction into the index: the bodies lie in a new segment from now on, and the old one goes. */
  finishCompaction(segment: number, path: string, moved: readonly MovedBody[]): void {
    if (this.bodies.isStaged(segment)) {
      rmSync(path, { force: true });
      return;
    }
    const to = this.#segments.adoptFile(path);
    this.#index.exec('BEGIN IMMEDIATE');
    try {
      let live = 0;
      let end = 0;
      for (const body of moved) {
        // A body that went out of use meanwhile has no row any more: its octets are dead in the new segment.
        const changed = this.#statements.run(
          `UPDATE body SET segment = ?, offset = ?, stored_bytes = ?, crc32 = ?, encoding = ?
           WHERE id = ? AND segment = ? AND offset = ?`,
          to,
          body.offset,
          body.storedBytes,
          body.crc32,
          body.encoding,
          body.id,
          segment,
          body.oldOffset,
        );
        if (changed > 0) live += body.storedBytes + BODY_HEADER_BYTES;
        end = body.offset + body.storedBytes;
      }
      if (live > 0) this.#statements.run('INSERT INTO segment (id, end, live_bytes) VALUES (?, ?, ?)', to, end, live);
      this.#statements.run('DELETE FROM segment WHERE id = ?', segment);
      this.#commit();
      this.#segments.removeSegment(segment);
      if (live === 0) this.#segments.removeSegment(to);
    } catch (error) {
      this.#rollBack();
      this.#segments.removeSegment(to);
      throw error;
    }
  }

  /** Puts the group's octets into segments; resolves to whether they are durable. A failure is told by `sizeOf` later. */
  #storeBodies(group: readonly GroupRequest[]): Promise<boolean> {
    const tokens: string[] = [];
    for (const { port, request } of group) {
      if (request.task.kind !== 'commit') continue;
      for (const operation of request.task.operations) {
        if (operation.kind === 'append') tokens.push(portToken(port, operation.body));
      }
    }
    if (tokens.length === 0) return Promise.resolve(true);
    let stored: readonly TokenBody[];
    try {
      stored = this.bodies.store(tokens);
    } catch {
      return Promise.resolve(true); // Those that found no place have none: their commits answer `unavailable`.
    }
    return this.#segments.sync().then(
      () => {
        this.bodies.synced(stored);
        return true;
      },
      () => {
        this.bodies.syncFailed(stored);
        return false;
      },
    );
  }

  async #attempt(
    group: readonly GroupRequest[],
    failed: Map<GroupRequest, StoreError>,
    synced: Promise<boolean>,
    beforeCommit: () => void,
  ): Promise<GroupOutcome> {
    this.#index.exec('BEGIN IMMEDIATE');
    const applied = group.map((item): Applied => {
      const failure = failed.get(item);
      return failure === undefined ? this.#apply(item, failed) : { result: err(failure) };
    });
    for (const account of this.#touched) this.#flush(account);
    const dead = this.bodies.flush();
    if (!(await synced)) throw new Error('the octets could not be made durable');
    beforeCommit();
    this.#commit();
    this.bodies.committed(dead);
    this.#touched.clear();
    this.#trimCaches();
    return {
      results: applied.map((one) => one.result),
      notices: applied.flatMap((one) => (one.notice === undefined ? [] : [one.notice])),
      removed: applied.flatMap((one) => (one.removed === undefined ? [] : [one.removed])),
    };
  }

  #apply(item: GroupRequest, failed: Map<GroupRequest, StoreError>): Applied {
    const { task, now } = item.request;
    if (task.kind === 'ensureAccount') return this.#ensureAccount(task, now);
    const account = this.#account(task.account);
    if (account === undefined) return { result: err(storeError('notFound', 'no such account')) };
    if (task.kind === 'removeAccount') {
      removeAccount(new Commit(this.#context, account, SYSTEM, now));
      this.#forget(account);
      return { result: ok(undefined), notice: removalNotice(account), removed: account.id };
    }
    const commit = new Commit(this.#context, account, task.actor, now);
    const results: Receipt['results'][number][] = [];
    for (const operation of task.operations) {
      const result = runOperation(commit, withPort(operation, item.port));
      if (!result.ok) return this.#refuse(item, commit, result.error, failed);
      results.push(result.value);
    }
    const notice = commit.finish();
    return { result: ok({ modSeq: modSeq(account.modSeq), results }), notice };
  }

  /** A refusal before anything was written is an answer; after, the group must begin again without this request. */
  #refuse(item: GroupRequest, commit: Commit, error: StoreError, failed: Map<GroupRequest, StoreError>): Applied {
    if (!commit.mutated) return { result: err(error) };
    failed.set(item, error);
    throw new BeginAgain();
  }

  #ensureAccount(task: Extract<WriterTask, { kind: 'ensureAccount' }>, now: number): Applied {
    if (this.#account(task.account) !== undefined) return { result: ok(undefined) };
    const account = AccountState.create(task.account, this.#statements);
    this.#accounts.set(account.id, account);
    this.#touched.add(account);
    const commit = new Commit(this.#context, account, SYSTEM, now);
    const made = makeDefaultMailboxes(commit, task.mailboxes);
    if (!made.ok) {
      this.#statements.run('DELETE FROM mailbox WHERE account = ?', account.id);
      this.#statements.run('DELETE FROM account WHERE id = ?', account.id);
      this.#forget(account);
      return { result: made };
    }
    commit.finish();
    return { result: ok(undefined) };
  }

  get #context(): WriterContext {
    return {
      statements: this.#statements,
      separator: this.#options.separator,
      limits: this.#options.limits,
      bodies: this.bodies,
      account: (id) => this.#account(id),
    };
  }

  #account(id: number): AccountState | undefined {
    let account = this.#accounts.get(id);
    if (account === undefined) account = AccountState.load(id, this.#statements);
    else this.#accounts.delete(id);
    if (account === undefined) return undefined;
    this.#accounts.set(id, account);
    this.#touched.add(account);
    return account;
  }

  #commit(): void {
    try {
      this.#index.exec('COMMIT');
    } catch (error) {
      this.#commitFailed = true;
      throw error;
    }
  }

  /** What is in memory may hold what was rolled back: all of it is read anew when next needed. */
  #rollBack(): void {
    if (this.#index.isTransaction) this.#index.exec('ROLLBACK');
    this.#accounts.clear();
    this.#touched.clear();
    this.#cachedPages = 0;
    this.bodies.rolledBack();
    if (this.#commitFailed) {
      // If this throws, every later group begins with it again, and is refused until it succeeds.
      voidLog(this.#index, join(this.#options.directory, INDEX_FILE));
      this.#commitFailed = false;
    }
  }

  #flush(account: AccountState): void {
    this.#cachedPages -= account.cachedPages;
    account.flush();
    this.#cachedPages += account.cachedPages;
  }

  #forget(account: AccountState): void {
    this.#accounts.delete(account.id);
    this.#touched.delete(account);
    this.#cachedPages -= account.cachedPages;
  }

  #trimCaches(): void {
    const { cachedAccountsMax, cachedPagesMax } = this.#options.engineLimits;
    if (this.#cachedPages > cachedPagesMax) {
      for (const account of this.#accounts.values()) account.dropPages();
      this.#cachedPages = 0;
    }
    for (const account of this.#accounts.values()) {
      if (this.#accounts.size <= cachedAccountsMax) break;
      this.#forget(account);
    }
  }
}

/** Its last word: who listens finds that nothing is there any more. */
function removalNotice({ id, modSeq: last }: AccountState): ChangeNotice {
  return { account: id as ChangeNotice['account'], modSeq: modSeq(last + 1), mailboxes: [], mailboxList: true };
}

function withPort(
  operation: Extract<WriterTask, { kind: 'commit' }>['operations'][number],
  port: number,
): StoredOperation {
  return operation.kind === 'append' ? { ...operation, body: portToken(port, operation.body) } : operation;
}
