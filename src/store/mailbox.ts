import type { MailboxId, ModSeq, Uid } from '../base/index.ts';
import type { Acl } from './acl.ts';

/** Special uses (RFC 6154), without their backslash, plus `inbox`. */
export type MailboxRole = 'inbox' | 'all' | 'archive' | 'drafts' | 'flagged' | 'junk' | 'sent' | 'trash' | 'important';

export interface Mailbox {
  readonly id: MailboxId;
  /** Full path, parts joined by the store's separator; `INBOX` in upper case. Parents always exist. */
  readonly name: string;
  readonly role: MailboxRole | undefined;
  readonly uidValidity: number;
  readonly uidNext: Uid;
  /** The highest modseq of any entry, present or expunged (RFC 7162 §3.1.2.1); at least the mailbox's creation. */
  readonly highestModSeq: ModSeq;
  /** When the mailbox was created, and when its name, role, ACL or properties last changed. */
  readonly createdModSeq: ModSeq;
  readonly changedModSeq: ModSeq;
  readonly counts: MailboxCounts;
  /** Uids from here on are \Recent for the next session that selects (RFC 3501 §2.3.2). */
  readonly recentUid: Uid;
  readonly acl: Acl;
  /** With `perUser`, \Seen of everybody but the owner is kept for each person apart. */
  readonly seenState: SeenState;
  /** Whether the viewer is subscribed to it. */
  readonly subscribed: boolean;
}

export type SeenState = 'shared' | 'perUser';

/** `unseen` is as the viewer sees it. */
export interface MailboxCounts {
  readonly messages: number;
  readonly unseen: number;
  readonly deleted: number;
  readonly sizeBytes: number;
}
