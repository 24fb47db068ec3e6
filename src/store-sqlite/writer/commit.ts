import { err, type MailboxId, mailboxId, modSeq, ok, type Result } from '../../base/index.ts';
import {
  type Actor,
  type ChangeNotice,
  type Flags,
  type PackedFlags,
  Right,
  rightsOf,
  type StoreError,
  type StoreLimits,
  SYSTEM,
  storeError,
} from '../../store/index.ts';
import type { Statements } from '../statements.ts';
import type { AccountState } from './account-state.ts';
import type { GroupBodies } from './group-bodies.ts';
import type { MailboxState } from './mailbox-state.ts';
import { pruneDestroyed, pruneTombstones } from './prune.ts';
import { SeenPages } from './seen-pages.ts';

/** What operations need of the writer beside their own account. */
export interface WriterContext {
  readonly statements: Statements;
  readonly separator: string;
  readonly limits: StoreLimits;
  readonly bodies: GroupBodies;
  account(id: number): AccountState | undefined;
}

/** One commit while its operations run: who acts, on what, and what has changed so far. */
export class Commit {
  readonly context: WriterContext;
  readonly account: AccountState;
  readonly actor: Actor;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Whether anything was written: then a later failure makes the whole group begin again without this commit. */
  mutated = false;
  #changed = false;
  #mailboxList = false;
  readonly #mailboxes = new Set<MailboxState>();
  readonly #vanished = new Map<MailboxState, number[]>();
  readonly #destroyed: { readonly id: number; readonly createdModSeq: number }[] = [];

  constructor(context: WriterContext, account: AccountState, actor: Actor, now: number) {
    this.context = context;
    this.account = account;
    this.actor = actor;
    this.now = now;
  }

  get statements(): Statements {
    return this.context.statements;
  }

  /** The commit's one modseq; asking for it says that something changes. */
  get modSeq(): number {
    this.#changed = true;
    this.mutated = true;
    return this.account.modSeq + 1;
  }

  /** The account that the actor stands for: the system acts as the owner. */
  get actorId(): number {
    return this.actor === SYSTEM ? this.account.id : this.actor;
  }

  get isOwner(): boolean {
    return this.actorId === this.account.id;
  }

  rights(mailbox: MailboxState, account: AccountState = this.account): number {
    // The branded id was checked when the account was loaded by it.
    return rightsOf(account.id as Parameters<typeof rightsOf>[0], mailbox.acl, this.actor);
  }

  /** The mailbox, if the actor may see it and has all of `needed`. */
  mailbox(id: number, needed: number, account: AccountState = this.account): Result<MailboxState, StoreError> {
    const mailbox = account.mailbox(id);
    if (mailbox === undefined) return err(storeError('notFound', `no mailbox ${id}`));
    const rights = this.rights(mailbox, account);
    if ((rights & Right.lookup) === 0) return err(storeError('notFound', `no mailbox ${id}`));
    if ((rights & needed) !== needed) return err(storeError('noPermission', `mailbox ${id} is not open to that`));
    return ok(mailbox);
  }

  /** The actor's own \\Seen in a mailbox where it is kept apart, else undefined. The caller flushes it. */
  ownSeen(mailbox: MailboxState, account: AccountState = this.account): SeenPages | undefined {
    if (mailbox.seenState !== 'perUser' || this.actor === SYSTEM || this.actor === account.id) return undefined;
    return new SeenPages(this.statements, mailbox.key, this.actor);
  }

  pack(flags: Flags): Result<PackedFlags, StoreError> {
    return this.account.keywords.pack(flags, this.context.limits);
  }

  entriesChanged(mailbox: MailboxState): void {
    this.#mailboxes.add(mailbox);
  }

  mailboxListChanged(): void {
    this.#mailboxList = true;
  }

  vanished(mailbox: MailboxState, uids: readonly number[]): void {
    const known = this.#vanished.get(mailbox);
    if (known === undefined) this.#vanished.set(mailbox, [...uids]);
    else known.push(...uids);
  }

  destroyed(id: number, createdModSeq: number): void {
    this.#destroyed.push({ id, createdModSeq });
  }

  /** A mailbox is gone: what was noted of it has nowhere to be written. */
  mailboxGone(mailbox: MailboxState): void {
    this.#mailboxes.delete(mailbox);
    this.#vanished.delete(mailbox);
  }

  /** Writes what was gathered, takes the modseq, and says what to tell; undefined if nothing changed. */
  finish(): ChangeNotice | undefined {
    if (!this.#changed) return undefined;
    const { account } = this;
    const taken = account.modSeq + 1;
    account.modSeq = taken;
    account.dirty = true;
    for (const [mailbox, uids] of this.#vanished) this.#bury(mailbox, uids, taken);
    this.#recordDestroyed(taken);
    const mailboxes: MailboxId[] = [...this.#mailboxes].map((mailbox) => mailboxId(mailbox.id)).sort((a, b) => a - b);
    return {
      account: account.id as ChangeNotice['account'],
      modSeq: modSeq(taken),
      mailboxes,
      mailboxList: this.#mailboxList,
    };
  }

  #bury(mailbox: MailboxState, uids: number[], taken: number): void {
    const sorted = Uint32Array.from(uids).sort();
    this.statements.run(
      'INSERT INTO tombstone (mailbox, modseq, count, uids) VALUES (?, ?, ?, ?)',
      mailbox.key,
      taken,
      sorted.length,
      new Uint8Array(sorted.buffer),
    );
    mailbox.tombstones += sorted.length;
    mailbox.touch(taken);
    pruneTombstones(this.statements, mailbox, this.context.limits.tombstonesMax);
  }

  #recordDestroyed(taken: number): void {
    if (this.#destroyed.length === 0) return;
    const sorted = this.#destroyed.sort((a, b) => a.id - b.id);
    this.statements.run(
      'INSERT INTO message_gone (account, modseq, count, ids, created_modseqs) VALUES (?, ?, ?, ?, ?)',
      this.account.id,
      taken,
      sorted.length,
      new Uint8Array(Uint32Array.from(sorted, (message) => message.id).buffer),
      new Uint8Array(Float64Array.from(sorted, (message) => message.createdModSeq).buffer),
    );
    this.account.messagesGone += sorted.length;
    pruneDestroyed(this.statements, this.account, this.context.limits.tombstonesMax);
  }
}
