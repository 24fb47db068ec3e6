import type { SequenceSet } from './sequence-set.ts';

/** SELECT and EXAMINE (RFC 9051 §6.3.2, RFC 7162 §3.1.8). */
export interface SelectArguments {
  readonly mailbox: string;
  readonly condstore: boolean;
}

/** CREATE (RFC 9051 §6.3.4); `specialUse` with the backslashes (RFC 6154 §3), undefined without `USE`. */
export interface CreateArguments {
  readonly mailbox: string;
  readonly specialUse: readonly string[] | undefined;
}

/** DELETE, SUBSCRIBE, UNSUBSCRIBE. */
export interface MailboxArguments {
  readonly mailbox: string;
}

export interface RenameArguments {
  readonly from: string;
  readonly to: string;
}

/** COPY and MOVE (RFC 9051 §6.4.7, §6.4.8). */
export interface CopyArguments {
  readonly set: SequenceSet;
  readonly mailbox: string;
}

/** UID EXPUNGE (RFC 9051 §6.4.9). */
export interface UidExpungeArguments {
  readonly set: SequenceSet;
}
