import type { AccountId, MailboxId, MessageId, ModSeq, ThreadId, Uid } from '../base/index.ts';
import type { Summary } from '../message/index.ts';
import type { AclIdentifier } from './acl.ts';
import type { StagedBody } from './body.ts';
import type { FlagChangeMode, Flags } from './flags.ts';
import type { MailboxRole, SeenState } from './mailbox.ts';
import type { PropertyTarget } from './property.ts';

/** A run of uids, both ends included. */
export interface UidRange {
  readonly first: number;
  readonly last: number;
}

/**
 * Everything that can be done to an account, in verbs of mail. A commit carries one or more: all happen, under one
 * modseq, or none does. Uids that are not in the mailbox are passed over in silence, as RFC 9051 §6.4.8 wants.
 */
export type Operation =
  | CreateMailbox
  | RenameMailbox
  | DeleteMailbox
  | AlterMailbox
  | Subscribe
  | SetAcl
  | SetQuota
  | SetProperty
  | Append
  | StoreFlags
  | Copy
  | Move
  | Expunge
  | ClaimRecent
  | AdoptUids;

/** Creates a mailbox and the parents that it lacks. `exists` if it is there. */
export interface CreateMailbox {
  readonly kind: 'createMailbox';
  readonly name: string;
  readonly role?: MailboxRole;
}

/** Renames a mailbox and all below it. Of INBOX, the messages move to the new mailbox instead (RFC 9051 §6.3.6). */
export interface RenameMailbox {
  readonly kind: 'renameMailbox';
  readonly mailbox: MailboxId;
  readonly name: string;
}

/** Deletes a mailbox with its messages. `inUse` for INBOX and for a mailbox that has children. */
export interface DeleteMailbox {
  readonly kind: 'deleteMailbox';
  readonly mailbox: MailboxId;
}

/** `role: null` takes the role away. At most one mailbox has a role; giving it to another takes it from the first. */
export interface AlterMailbox {
  readonly kind: 'alterMailbox';
  readonly mailbox: MailboxId;
  readonly role?: MailboxRole | null;
  readonly seenState?: SeenState;
}

/** Subscriptions are names, kept for the actor; the name need not exist (RFC 9051 §6.3.7). */
export interface Subscribe {
  readonly kind: 'subscribe';
  readonly name: string;
  readonly subscribed: boolean;
}

/** Rights of 0 remove the identifier. */
export interface SetAcl {
  readonly kind: 'setAcl';
  readonly mailbox: MailboxId;
  readonly identifier: AclIdentifier;
  readonly rights: number;
}

/** Only the system may; undefined: no limit. */
export interface SetQuota {
  readonly kind: 'setQuota';
  readonly storageMaxBytes: number | undefined;
  readonly messagesMax: number | undefined;
}

/** `value: null` removes. The bytes are opaque to the store. */
export interface SetProperty {
  readonly kind: 'setProperty';
  readonly target: PropertyTarget;
  readonly name: string;
  readonly value: Uint8Array | null;
}

export interface Append {
  readonly kind: 'append';
  readonly mailbox: MailboxId;
  readonly body: StagedBody;
  readonly summary: Summary;
  readonly flags: Flags;
  /** Milliseconds since 1970. */
  readonly internalDate: number;
  /** Set on the new message, in order, as `setProperty` would: this needs the right to write there. */
  readonly properties?: readonly NamedValue[];
}

export interface NamedValue {
  readonly name: string;
  readonly value: Uint8Array;
}

/** Changes flags of entries; with `unchangedSince`, not of those changed later (RFC 7162 §3.1.3). */
export interface StoreFlags {
  readonly kind: 'storeFlags';
  readonly mailbox: MailboxId;
  readonly uids: readonly UidRange[];
  readonly mode: FlagChangeMode;
  readonly flags: Flags;
  readonly unchangedSince?: number;
}

/**
 * Copies entries into a mailbox of the committing account: body and rendered metadata are shared, flags and internal
 * date kept. `fromAccount` names another account where the actor may read; its messages get identities of their own here.
 */
export interface Copy {
  readonly kind: 'copy';
  readonly fromAccount?: AccountId;
  readonly from: MailboxId;
  readonly uids: readonly UidRange[];
  readonly to: MailboxId;
}

/** Moves entries within the account in one step: never in both mailboxes, never in none. */
export interface Move {
  readonly kind: 'move';
  readonly from: MailboxId;
  readonly uids: readonly UidRange[];
  readonly to: MailboxId;
}

/** Removes entries and leaves tombstones. With `onlyDeleted`, those alone that carry \Deleted. */
export interface Expunge {
  readonly kind: 'expunge';
  readonly mailbox: MailboxId;
  readonly uids: readonly UidRange[];
  readonly onlyDeleted: boolean;
}

/** Takes \Recent for one session: the uids from the returned one on are recent to it. Not numbered in the log. */
export interface ClaimRecent {
  readonly kind: 'claimRecent';
  readonly mailbox: MailboxId;
}

/**
 * Gives a mailbox the numbers that it had on another server, so that programs which know them from there fetch nothing
 * again. Only the system may. `uidValidity` is refused as `inUse` once the mailbox has had an entry, and as `exists` if it
 * was, or may have been, another mailbox's of this account. `uidNext` is refused as `exists` below the present one.
 */
export interface AdoptUids {
  readonly kind: 'adoptUids';
  readonly mailbox: MailboxId;
  readonly uidValidity?: number;
  readonly uidNext?: number;
}

export interface Appended {
  readonly kind: 'append';
  readonly uid: Uid;
  readonly uidValidity: number;
  readonly message: MessageId;
  readonly thread: ThreadId;
}
export interface FlagsStored {
  readonly kind: 'storeFlags';
  /** Ascending. Entries named by the operation, whether their flags came out different or not. */
  readonly stored: Uint32Array;
  /** The subset of `stored` whose flags came out different, and so carry the commit's modseq. */
  readonly changed: Uint32Array;
  /** Passed over because of `unchangedSince`: the MODIFIED response code. */
  readonly modified: Uint32Array;
}
/** Pairs at equal places; `kind` is that of the operation. */
export interface Transferred {
  readonly kind: 'copy' | 'move';
  readonly uidValidity: number;
  readonly fromUids: Uint32Array;
  readonly toUids: Uint32Array;
}
export interface Expunged {
  readonly kind: 'expunge';
  readonly uids: Uint32Array;
}
export interface MailboxCreated {
  readonly kind: 'createMailbox';
  readonly mailbox: MailboxId;
}
export interface RecentClaimed {
  readonly kind: 'claimRecent';
  /** Claimed are the uids from `firstRecentUid` up to but not including `endRecentUid`. */
  readonly firstRecentUid: Uid;
  readonly endRecentUid: Uid;
}
export interface Done {
  readonly kind:
    | 'renameMailbox'
    | 'deleteMailbox'
    | 'alterMailbox'
    | 'subscribe'
    | 'setAcl'
    | 'setQuota'
    | 'setProperty'
    | 'adoptUids';
}
export type OperationResult = Appended | FlagsStored | Transferred | Expunged | MailboxCreated | RecentClaimed | Done;

/** What a commit gives back once it is durable: one result for each operation, in order. */
export interface Receipt {
  readonly modSeq: ModSeq;
  readonly results: readonly OperationResult[];
}

/** The highest uidvalidity that can be adopted: above it there is room for those that the account still has to make. */
export const ADOPTED_UID_VALIDITY_MAX = 0xefffffff;
/** The highest that the next uid can be (RFC 9051 §2.3.1.1). */
export const UID_NEXT_MAX = 0xffffffff;

/** Every uid there can be. */
export const ALL_UIDS: readonly UidRange[] = [{ first: 1, last: 0xffffffff }];
