import { accountId, type MailboxId, type MessageId, modSeq } from '../../../base/index.ts';
import { type Actor, ANYONE, SYSTEM } from '../../acl.ts';
import type { StagedBody } from '../../body.ts';
import type { ChangeNotice } from '../../change.ts';
import type { Store } from '../../contract.ts';
import { NO_FLAGS } from '../../flags.ts';
import type { Operation } from '../../operation.ts';
import { compareSnapshots, type MailboxSnapshot } from '../../snapshot.ts';
import type { OpenedStore } from '../engine.ts';
import { START_MS } from '../scene.ts';
import { Follower } from './follower.ts';
import { observeEntries } from './observe.ts';
import { plain } from './plain.ts';
import type { Person, PlannedActor, PlannedOperation, PlannedTarget, Step } from './plan.ts';
import { SAMPLES } from './pool.ts';

export const PEOPLE: readonly Person[] = [0, 1, 2];
export const accountOf = (person: Person) => accountId(7 + person);

interface Kept {
  readonly account: Person;
  readonly snapshot: MailboxSnapshot;
  readonly entries: string;
}

/** One engine on its way through a plan. What a step gives back is plain data, to be compared with another's. */
export class Rig {
  readonly #opened: OpenedStore;
  readonly #bodies: StagedBody[] = [];
  readonly #notices: ChangeNotice[] = [];
  readonly #kept: Kept[] = [];
  readonly followers = PEOPLE.map((person) => new Follower(accountOf(person)));
  store: Store;

  private constructor(opened: OpenedStore) {
    this.#opened = opened;
    this.store = opened.store;
  }

  static async open(opened: OpenedStore): Promise<Rig> {
    const rig = new Rig(opened);
    for (const person of PEOPLE) {
      const made = await rig.store.ensureAccount(accountOf(person));
      if (!made.ok) throw new Error(`no account: ${made.error.code}`);
    }
    rig.#listen();
    await rig.#stage();
    return rig;
  }

  close(): Promise<void> {
    return this.#opened.close();
  }

  /** Does a step; gives what it answered. */
  async run(step: Step): Promise<unknown> {
    switch (step.step) {
      case 'commit': {
        const actor = actorOf(step.account, step.actor);
        const since = await this.#modSeq(step.account);
        const operations = step.operations.map((operation) => this.#operation(operation, since));
        return this.#commit(step.account, actor, operations);
      }
      case 'fill': {
        const append = {
          kind: 'append',
          mailbox: step.mailbox,
          sample: 0,
          flags: NO_FLAGS,
          internalDate: START_MS,
        } as const;
        const operations = Array.from({ length: step.count }, () => this.#operation(append, 0));
        return this.#commit(step.account, SYSTEM, operations);
      }
      case 'keep':
        return this.#keep(step);
      case 'changes':
        await this.followers[step.account]!.follow(this.store, step.limit);
        return this.#changes(step.account, step.back);
      case 'tombstones':
        return this.#tombstones(step);
      case 'search':
        return this.#search(step);
      case 'metadata':
        return this.#metadata(step);
      case 'reopen':
        return this.#reopen();
      case 'wait':
        return undefined;
    }
  }

  /** Snapshots kept on the way must be what they were, and differ from the present ones as they say. */
  async checkKept(): Promise<unknown> {
    const differences: unknown[] = [];
    for (const { account, snapshot, entries } of this.#kept) {
      if (JSON.stringify(observeEntries(snapshot)) !== entries) {
        throw new Error(`a snapshot of mailbox ${snapshot.mailboxId} changed after it was taken`);
      }
      const now = await this.store.openMailbox(accountOf(account), snapshot.mailboxId, snapshot.viewer);
      differences.push(now.ok ? compareSnapshots(snapshot, now.value) : now.error.code);
    }
    return differences;
  }

  async #commit(account: Person, actor: Actor, operations: readonly Operation[]): Promise<unknown> {
    const result = await this.store.commit(accountOf(account), actor, operations);
    const notices = this.#notices.splice(0).map(({ mailboxes, ...notice }) => {
      return { ...notice, mailboxes: [...mailboxes].sort((a, b) => a - b) };
    });
    return { answer: result.ok ? plain(result.value) : result.error.code, notices };
  }

  async #keep({ account, mailbox, viewer }: Extract<Step, { step: 'keep' }>): Promise<unknown> {
    const opened = await this.#open(account, mailbox, viewer);
    if (typeof opened === 'string') return opened;
    const entries = JSON.stringify(observeEntries(opened));
    this.#kept.push({ account, snapshot: opened, entries });
    return entries;
  }

  async #changes(account: Person, back: number): Promise<unknown> {
    const since = Math.max(0, (await this.#modSeq(account)) - back);
    const changes = await this.store.changes(accountOf(account), modSeq(since), 1_000_000);
    return changes.ok ? plain(sortedProperties(changes.value)) : changes.error.code;
  }

  async #tombstones({ account, mailbox, back }: Extract<Step, { step: 'tombstones' }>): Promise<unknown> {
    const since = Math.max(0, (await this.#modSeq(account)) - back);
    const tombstones = await this.store.tombstones(accountOf(account), mailbox as MailboxId, since);
    if (!tombstones.ok) return tombstones.error.code;
    // What is left of pruned tombstones is the engine's affair.
    return tombstones.value.complete ? plain(tombstones.value) : 'incomplete';
  }

  async #search({ account, mailbox, viewer, query }: Extract<Step, { step: 'search' }>): Promise<unknown> {
    const opened = await this.#open(account, mailbox, viewer);
    if (typeof opened === 'string') return opened;
    const found = await this.store.search(opened, query);
    return found.ok ? [...found.value] : found.error.code;
  }

  async #metadata({ account, mailbox, viewer, uids }: Extract<Step, { step: 'metadata' }>): Promise<unknown> {
    const opened = await this.#open(account, mailbox, viewer);
    if (typeof opened === 'string') return opened;
    const batches: unknown[] = [];
    for await (const rows of this.store.metadata(opened, uids)) {
      batches.push(
        rows.map(({ uid, rendered }) => [uid, SAMPLES.findIndex((known) => same(known.summary.rendered, rendered))]),
      );
    }
    return batches.flat();
  }

  async #reopen(): Promise<void> {
    for (const body of this.#bodies.splice(0)) body.release();
    this.store = await this.#opened.reopen();
    // A store that is the same one has our listeners still; `#listen` must not make them twice.
    this.#stopListening();
    this.#listen();
    await this.#stage();
  }

  #stopListening: () => void = () => {};

  #listen(): void {
    const stops = PEOPLE.map((person) =>
      this.store.subscribe(accountOf(person), (notice) => this.#notices.push(notice)),
    );
    this.#stopListening = () => {
      for (const stop of stops) stop();
    };
  }

  async #stage(): Promise<void> {
    for (const { bytes } of SAMPLES) {
      const writer = this.store.stageBody();
      if (bytes.length > 0) await writer.write(bytes.slice());
      this.#bodies.push(await writer.finish());
    }
  }

  async #open(account: Person, mailbox: number, viewer: PlannedActor): Promise<MailboxSnapshot | string> {
    const opened = await this.store.openMailbox(accountOf(account), mailbox as MailboxId, actorOf(account, viewer));
    return opened.ok ? opened.value : opened.error.code;
  }

  async #modSeq(account: Person): Promise<number> {
    const state = await this.store.account(accountOf(account));
    if (!state.ok) throw new Error(`no account state: ${state.error.code}`);
    return state.value.modSeq;
  }

  #operation(planned: PlannedOperation, present: number): Operation {
    switch (planned.kind) {
      case 'append': {
        const { sample, properties = [], ...rest } = planned;
        const values = properties.map(({ name, value }) => ({ name, value: Uint8Array.from(value) }));
        return { ...named(rest), properties: values, body: this.#bodies[sample]!, summary: SAMPLES[sample]!.summary };
      }
      case 'storeFlags': {
        const { unchangedBack, ...rest } = planned;
        const since = unchangedBack === undefined ? {} : { unchangedSince: Math.max(0, present - unchangedBack) };
        return { ...named(rest), ...since };
      }
      case 'copy': {
        const { fromAccount, ...rest } = planned;
        const other = fromAccount === undefined ? {} : { fromAccount: accountOf(fromAccount) };
        return { ...rest, from: rest.from as MailboxId, to: rest.to as MailboxId, ...other };
      }
      case 'move':
        return { ...planned, from: planned.from as MailboxId, to: planned.to as MailboxId };
      case 'setAcl': {
        const identifier = planned.identifier === 'anyone' ? ANYONE : accountOf(planned.identifier);
        return { ...named(planned), identifier };
      }
      case 'setProperty': {
        const value = planned.value === null ? null : Uint8Array.from(planned.value);
        return { ...planned, target: targetOf(planned.target), value };
      }
      case 'createMailbox':
      case 'subscribe':
      case 'setQuota':
        return planned;
      case 'renameMailbox':
      case 'deleteMailbox':
      case 'alterMailbox':
      case 'expunge':
      case 'claimRecent':
      case 'adoptUids':
        return { ...planned, mailbox: planned.mailbox as MailboxId };
    }
  }
}

/** The ids of a plan may name nothing; that is what they are for. */
function named<T extends { readonly mailbox: number }>(planned: T): Omit<T, 'mailbox'> & { mailbox: MailboxId } {
  return { ...planned, mailbox: planned.mailbox as MailboxId };
}

function targetOf(target: PlannedTarget) {
  if (target.kind === 'mailbox') return { kind: 'mailbox', mailbox: target.mailbox as MailboxId } as const;
  if (target.kind === 'message') return { kind: 'message', message: target.message as MessageId } as const;
  return target;
}

function actorOf(account: Person, planned: PlannedActor): Actor {
  if (planned === 'system') return SYSTEM;
  return accountOf(planned === 'owner' ? account : planned);
}

function sortedProperties<T extends { readonly properties: readonly unknown[] }>(changes: T): T {
  const properties = [...changes.properties].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  return { ...changes, properties };
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
