import type { AccountId, MailboxId, MessageId, ModSeq, Result, ThreadId } from '../base/index.ts';
import type { Actor } from './acl.ts';
import type { Body, BodyWriter } from './body.ts';
import type { ChangeListener, Changes, Tombstones } from './change.ts';
import type { StoreError } from './error.ts';
import type { Mailbox, MailboxRole } from './mailbox.ts';
import type { Operation, Receipt, UidRange } from './operation.ts';
import type { Property, PropertyTarget } from './property.ts';
import type { Query } from './query.ts';
import type { Quota } from './quota.ts';
import type { MailboxSnapshot } from './snapshot.ts';

/** The one mailbox behind every protocol. Its promises stand in README.md; `suite/` holds every engine to them. */
export interface Store {
  /** Parts of mailbox names are joined by it. */
  readonly separator: string;

  /** Makes the account, with INBOX and the given mailboxes, unless it is there. */
  ensureAccount(account: AccountId, mailboxes?: readonly DefaultMailbox[]): Promise<Result<void, StoreError>>;
  /** Removes the account and everything in it. Its listeners are told that the list of mailboxes changed. */
  removeAccount(account: AccountId): Promise<Result<void, StoreError>>;
  account(account: AccountId): Promise<Result<AccountState, StoreError>>;

  /** All operations happen or none. Resolves only once they are durable and listeners in this thread have been told. */
  commit(account: AccountId, actor: Actor, operations: readonly Operation[]): Promise<Result<Receipt, StoreError>>;
  /** Begins a body; `sizeBytes` if it is known beforehand. */
  stageBody(sizeBytes?: number): BodyWriter;

  /** Mailboxes on which the viewer has the lookup right, sorted by name with INBOX first. */
  mailboxes(account: AccountId, viewer: Actor): Promise<Result<readonly Mailbox[], StoreError>>;
  /** Names that the viewer is subscribed to in this account. */
  subscriptions(account: AccountId, viewer: Actor): Promise<Result<readonly string[], StoreError>>;
  /** Accounts of others that have granted the viewer, or anyone, the lookup right on a mailbox. */
  sharedWith(viewer: AccountId): Promise<readonly AccountId[]>;

  /** Needs the read right; `notFound` without the lookup right. */
  openMailbox(account: AccountId, mailbox: MailboxId, viewer: Actor): Promise<Result<MailboxSnapshot, StoreError>>;
  /** Uids expunged from a mailbox after `since`. */
  tombstones(account: AccountId, mailbox: MailboxId, since: number): Promise<Result<Tombstones, StoreError>>;
  /** Rendered metadata (message/rendered) of entries, in batches, ascending; entries that are gone are left out. */
  metadata(snapshot: MailboxSnapshot, uids: readonly UidRange[]): AsyncIterable<readonly MetadataRow[]>;
  /** Uids of the snapshot's entries that match, ascending. */
  search(snapshot: MailboxSnapshot, query: Query): Promise<Result<Uint32Array, StoreError>>;

  message(account: AccountId, message: MessageId): Promise<Result<MessageRecord, StoreError>>;
  /** The threads of messages, at equal places; undefined for those that are gone. */
  threads(
    account: AccountId,
    messages: readonly MessageId[],
  ): Promise<Result<readonly (ThreadId | undefined)[], StoreError>>;
  /** The bodies of messages, at equal places, to be read soon; undefined for those that are gone. */
  bodies(
    account: AccountId,
    messages: readonly MessageId[],
  ): Promise<Result<readonly (Body | undefined)[], StoreError>>;
  body(account: AccountId, message: MessageId): Promise<Result<Body, StoreError>>;
  properties(account: AccountId, target: PropertyTarget): Promise<Result<readonly Property[], StoreError>>;
  /** The property of one name of every message of the account that has it, in one reading. */
  messageProperties(account: AccountId, name: string): Promise<Result<ReadonlyMap<MessageId, Uint8Array>, StoreError>>;

  /** What happened after `since`, at most about `limit` ids; `notFound` if policy has pruned the log so far back. */
  changes(account: AccountId, since: ModSeq, limit: number): Promise<Result<Changes, StoreError>>;
  /** Calls the listener after each commit on the account, by whichever thread; gives the way to stop it. */
  subscribe(account: AccountId, listener: ChangeListener): () => void;

  /** Finishes what was accepted, then closes. */
  close(): Promise<void>;
}

export interface DefaultMailbox {
  readonly name: string;
  readonly role?: MailboxRole;
}

export interface AccountState {
  /** The modseq of the account's last commit. */
  readonly modSeq: ModSeq;
  readonly quota: Quota;
}

export interface MetadataRow {
  readonly uid: number;
  /** A record that `message/rendered` decodes. Valid until the next batch is asked for. */
  readonly rendered: Uint8Array;
}

/** A message apart from its places in mailboxes. */
export interface MessageRecord {
  readonly id: MessageId;
  readonly thread: ThreadId;
  readonly sizeBytes: number;
  readonly createdModSeq: ModSeq;
  readonly places: readonly { readonly mailbox: MailboxId; readonly uid: number }[];
}
