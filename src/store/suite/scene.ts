import assert from 'node:assert/strict';
import { type AccountId, accountId, type MailboxId, mailboxId } from '../../base/index.ts';
import { type Actor, SYSTEM } from '../acl.ts';
import type { StagedBody } from '../body.ts';
import type { DefaultMailbox, Store } from '../contract.ts';
import type { StoreErrorCode } from '../error.ts';
import { type Flags, NO_FLAGS } from '../flags.ts';
import type { Mailbox } from '../mailbox.ts';
import type { Append, Appended, Operation, OperationResult, Receipt, UidRange } from '../operation.ts';
import type { MailboxSnapshot } from '../snapshot.ts';
import type { EngineOptions, OpenedStore, OpenStore } from './engine.ts';
import { type Sample, type SampleText, sample } from './sample.ts';

export const OWNER: AccountId = accountId(7);
export const GUEST: AccountId = accountId(8);
export const STRANGER: AccountId = accountId(9);
export const INBOX_ID: MailboxId = mailboxId(1);

/** 2023-11-14T22:13:20Z */
export const START_MS = 1_700_000_000_000;

export class ManualClock {
  ms = START_MS;
  now(): number {
    return this.ms;
  }
}

/** The result that belongs to a kind of operation. */
type ResultOf<K, R = OperationResult> = R extends { readonly kind: infer Kinds }
  ? K extends Kinds
    ? R
    : never
  : never;

/** A store with three accounts, and short ways to say what a test does with it. */
export class Scene {
  readonly clock: ManualClock;
  readonly #opened: OpenedStore;
  store: Store;

  constructor(opened: OpenedStore, clock: ManualClock) {
    this.#opened = opened;
    this.store = opened.store;
    this.clock = clock;
  }

  async reopen(): Promise<void> {
    this.store = await this.#opened.reopen();
  }

  close(): Promise<void> {
    return this.#opened.close();
  }

  /** Commits as the owner, or as another, and expects it to be done. */
  async commit(operations: readonly Operation[], actor: Actor = OWNER, account = OWNER): Promise<Receipt> {
    const result = await this.store.commit(account, actor, operations);
    assert.ok(result.ok, result.ok ? '' : `refused: ${result.error.code} ${result.error.detail}`);
    return result.value;
  }

  /** Does one operation and gives its result. */
  async run<K extends Operation['kind']>(
    operation: Operation & { readonly kind: K },
    actor: Actor = OWNER,
    account = OWNER,
  ): Promise<ResultOf<K>> {
    const { results } = await this.commit([operation], actor, account);
    assert.equal(results.length, 1);
    assert.equal(results[0]!.kind, operation.kind);
    return results[0] as ResultOf<K>;
  }

  /** Expects a commit to be refused, and nothing to have happened. */
  async refused(
    operations: readonly Operation[],
    code: StoreErrorCode,
    actor: Actor = OWNER,
    account = OWNER,
  ): Promise<void> {
    const before = await this.modSeq(account);
    const result = await this.store.commit(account, actor, operations);
    assert.equal(result.ok ? 'done' : result.error.code, code);
    assert.equal(await this.modSeq(account), before, 'a refused commit takes no modseq');
  }

  async modSeq(account = OWNER): Promise<number> {
    const state = await this.store.account(account);
    assert.ok(state.ok);
    return state.value.modSeq;
  }

  async create(name: string): Promise<MailboxId> {
    return (await this.run({ kind: 'createMailbox', name })).mailbox;
  }

  async grant(mailbox: MailboxId, identifier: AccountId | 0, rights: number): Promise<void> {
    await this.run({ kind: 'setAcl', mailbox, identifier, rights });
  }

  async stage({ bytes }: Sample): Promise<StagedBody> {
    const writer = this.store.stageBody(bytes.length);
    await writer.write(bytes);
    return writer.finish();
  }

  async appendOf(mailbox: MailboxId, flags: Flags = NO_FLAGS, words: SampleText = {}): Promise<Append> {
    const mail = sample(words);
    const body = await this.stage(mail);
    return { kind: 'append', mailbox, body, summary: mail.summary, flags, internalDate: START_MS };
  }

  async append(mailbox: MailboxId, flags: Flags = NO_FLAGS, words: SampleText = {}): Promise<Appended> {
    return this.run(await this.appendOf(mailbox, flags, words));
  }

  /** Fills a mailbox with `count` messages, uids ascending, in one commit. */
  async fill(mailbox: MailboxId, count: number): Promise<void> {
    const mail = sample();
    const body = await this.stage(mail);
    const { summary } = mail;
    const append: Append = { kind: 'append', mailbox, body, summary, flags: NO_FLAGS, internalDate: START_MS };
    await this.commit(Array.from({ length: count }, () => append));
    body.release();
  }

  async open(mailbox: MailboxId, viewer: Actor = OWNER): Promise<MailboxSnapshot> {
    const snapshot = await this.store.openMailbox(OWNER, mailbox, viewer);
    assert.ok(snapshot.ok, snapshot.ok ? '' : `cannot open: ${snapshot.error.code}`);
    return snapshot.value;
  }

  async uids(mailbox: MailboxId): Promise<readonly number[]> {
    return [...(await this.open(mailbox)).entries()].map((entry) => entry.uid);
  }

  /** `uid: flags` of every entry, as the viewer sees them. */
  async flags(mailbox: MailboxId, viewer: Actor = OWNER): Promise<readonly string[]> {
    const snapshot = await this.open(mailbox, viewer);
    return [...snapshot.entries()].map((entry) => `${entry.uid}: ${formatFlags(snapshot, entry.flags)}`.trim());
  }

  async mailboxes(viewer: Actor = OWNER, account = OWNER): Promise<readonly Mailbox[]> {
    const mailboxes = await this.store.mailboxes(account, viewer);
    assert.ok(mailboxes.ok);
    return mailboxes.value;
  }

  async mailbox(id: MailboxId, viewer: Actor = OWNER): Promise<Mailbox> {
    const found = (await this.mailboxes(viewer)).find((mailbox) => mailbox.id === id);
    assert.ok(found, `no mailbox ${id}`);
    return found;
  }

  async names(viewer: Actor = OWNER): Promise<readonly string[]> {
    return (await this.mailboxes(viewer)).map((mailbox) => mailbox.name);
  }
}

const SYSTEM_NAMES = ['Seen', 'Answered', 'Flagged', 'Deleted', 'Draft'];

export function formatFlags(snapshot: MailboxSnapshot, packed: number): string {
  const system = SYSTEM_NAMES.filter((_, bit) => packed & (1 << bit));
  return [...system, ...snapshot.keywords(packed)].join(' ');
}

export function only(...uids: readonly number[]): readonly UidRange[] {
  return uids.map((uid) => ({ first: uid, last: uid }));
}

export type SceneTest = (scene: Scene) => Promise<void>;

/** Gives tests a scene of their own each, and closes it after them. */
export function stage(
  openStore: OpenStore,
): (
  test: SceneTest,
  options?: Omit<EngineOptions, 'clock'>,
  mailboxes?: readonly DefaultMailbox[],
) => () => Promise<void> {
  return (test, options = {}, mailboxes = []) =>
    async () => {
      const clock = new ManualClock();
      const scene = new Scene(await openStore({ ...options, clock }), clock);
      try {
        for (const account of [OWNER, GUEST, STRANGER]) {
          const made = await scene.store.ensureAccount(account, account === OWNER ? mailboxes : []);
          assert.ok(made.ok);
        }
        await test(scene);
      } finally {
        await scene.close();
      }
    };
}

export { SYSTEM };
