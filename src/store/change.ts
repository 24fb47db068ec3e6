import type { AccountId, MailboxId, MessageId, ModSeq } from '../base/index.ts';
import type { PropertyTarget } from './property.ts';

/** Told after a commit is durable, in the order of modseqs, to every listener of the account. */
export interface ChangeNotice {
  readonly account: AccountId;
  readonly modSeq: ModSeq;
  /** Mailboxes whose entries changed. */
  readonly mailboxes: readonly MailboxId[];
  /** Whether the list of mailboxes, a name, a role, an ACL or a subscription changed. */
  readonly mailboxList: boolean;
}
export type ChangeListener = (notice: ChangeNotice) => void;

/** What happened in an account after a modseq: a reading of the one log. Ids ascend; an id stands in one list only. */
export interface Changes {
  /** Bring this as `since` next time. */
  readonly modSeq: ModSeq;
  /** True if the limit cut the lists; ask again from `modSeq`. */
  readonly more: boolean;
  readonly mailboxes: ChangedIds<MailboxId>;
  readonly messages: ChangedIds<MessageId>;
  readonly properties: readonly ChangedProperty[];
}
export interface ChangedIds<Id> {
  readonly created: readonly Id[];
  readonly updated: readonly Id[];
  readonly destroyed: readonly Id[];
}
export interface ChangedProperty {
  readonly target: PropertyTarget;
  readonly name: string;
  readonly modSeq: number;
}

/** Entries of one mailbox that were expunged after a modseq: VANISHED (RFC 7162 §3.2.10). */
export interface Tombstones {
  readonly uids: Uint32Array;
  /** False if policy has pruned tombstones after that modseq: then every absent uid must count as vanished. */
  readonly complete: boolean;
}
