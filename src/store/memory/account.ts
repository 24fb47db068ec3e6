import type { AccountId, MailboxId, MessageId, ThreadId } from '../../base/index.ts';
import type { Actor } from '../acl.ts';
import { SYSTEM } from '../acl.ts';
import type { MailboxRole, SeenState } from '../mailbox.ts';
import type { Page } from '../page.ts';
import type { Property } from '../property.ts';
import { KeywordTable } from './keyword.ts';

/** All that the engine keeps of one account. Fields change through a Journal alone. */
export interface AccountData {
  readonly id: AccountId;
  modSeq: number;
  nextMailbox: number;
  nextMessage: number;
  nextThread: number;
  lastUidValidity: number;
  storageMaxBytes: number | undefined;
  messagesMax: number | undefined;
  /** `changes` cannot tell what happened before this modseq. */
  prunedModSeq: number;
  readonly mailboxes: Map<MailboxId, MailboxData>;
  readonly mailboxIds: Map<string, MailboxId>;
  readonly messages: Map<MessageId, MessageData>;
  /** Key hashes of all messages that were ever here. */
  readonly threads: Map<number, ThreadKey>;
  /** By actor. */
  readonly subscriptions: Map<AccountId, ReadonlySet<string>>;
  /** By target; a removed property stays as a trace without a value. */
  readonly properties: Map<string, ReadonlyMap<string, PropertyData>>;
  readonly keywords: KeywordTable;
  /** Ascending by modseq. */
  readonly mailboxesGone: Gone<MailboxId>[];
  readonly messagesGone: Gone<MessageId>[];
}

export interface MailboxData {
  readonly id: MailboxId;
  uidValidity: number;
  readonly createdModSeq: number;
  name: string;
  role: MailboxRole | undefined;
  seenState: SeenState;
  acl: ReadonlyMap<AccountId | 0, number>;
  uidNext: number;
  recentUid: number;
  changedModSeq: number;
  highestModSeq: number;
  /** When a \Seen that somebody has apart last changed. */
  seenModSeq: number;
  /** Ascending by page number; the array and its pages are replaced, never changed. */
  pages: readonly Page[];
  /** \Seen of people other than the owner, while `seenState` is perUser. */
  seen: ReadonlyMap<AccountId, PersonalSeen>;
  /** Ascending by modseq, then uid. */
  readonly tombstones: Tombstone[];
  prunedModSeq: number;
}

/** One person's own \Seen for a page of entries: by uid; uids that are not in it are unseen and never were touched. */
export type SeenPage = ReadonlyMap<number, { readonly seen: boolean; readonly modSeq: number }>;

/** One person's own \Seen in one mailbox, by page number. */
export type PersonalSeen = ReadonlyMap<number, SeenPage>;

export interface MessageData {
  readonly id: MessageId;
  readonly thread: ThreadId;
  readonly threadHashes: readonly number[];
  readonly body: Uint8Array;
  readonly rendered: Uint8Array;
  readonly createdModSeq: number;
  readonly changedModSeq: number;
  /** Ascending by mailbox, then uid. */
  readonly places: readonly { readonly mailbox: MailboxId; readonly uid: number }[];
}

/** Where a thread key leads, and how many messages have it: a key goes with the last of them. */
export interface ThreadKey {
  readonly thread: ThreadId;
  readonly uses: number;
}

export interface PropertyData extends Omit<Property, 'value'> {
  /** Null: it was removed at that modseq. */
  readonly value: Uint8Array | null;
}
export interface Tombstone {
  readonly uid: number;
  readonly modSeq: number;
}
export interface Gone<Id> {
  readonly id: Id;
  readonly createdModSeq: number;
  readonly modSeq: number;
}

export function emptyAccount(id: AccountId): AccountData {
  return {
    id,
    modSeq: 0,
    nextMailbox: 1,
    nextMessage: 1,
    nextThread: 1,
    lastUidValidity: 0,
    storageMaxBytes: undefined,
    messagesMax: undefined,
    prunedModSeq: 0,
    mailboxes: new Map(),
    mailboxIds: new Map(),
    messages: new Map(),
    threads: new Map(),
    subscriptions: new Map(),
    properties: new Map(),
    keywords: new KeywordTable(),
    mailboxesGone: [],
    messagesGone: [],
  };
}

/** Whose subscriptions and whose \Seen an actor works with: the system's are the owner's. */
export function personOf(account: AccountData, actor: Actor): AccountId {
  return actor === SYSTEM ? account.id : actor;
}

/** Whether the actor's \Seen in the mailbox is his own and not the entry's. */
export function hasOwnSeen(account: AccountData, mailbox: MailboxData, actor: Actor): actor is AccountId {
  return mailbox.seenState === 'perUser' && actor !== SYSTEM && actor !== account.id;
}
