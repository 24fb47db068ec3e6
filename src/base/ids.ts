/**
 * Numbers that must not be mixed up, branded. All are positive safe integers; uids and uidvalidities fit in 32 bits.
 */
declare const brand: unique symbol;
type Branded<Name extends string> = number & { readonly [brand]: Name };

/** A person's account: allotted by the directory, never reused. */
export type AccountId = Branded<'AccountId'>;
/** A mailbox within one account: allotted by the store, never reused. Shown to protocols as MAILBOXID (RFC 8474). */
export type MailboxId = Branded<'MailboxId'>;
/** A message within one account: EMAILID (RFC 8474). Copies and moves inside the account keep it. */
export type MessageId = Branded<'MessageId'>;
/** A thread within one account: THREADID (RFC 8474). */
export type ThreadId = Branded<'ThreadId'>;
/** A message's number in one mailbox (RFC 9051 §2.3.1.1): 1 to 4,294,967,295. */
export type Uid = Branded<'Uid'>;
/** A place in the account's one log of changes (RFC 7162): 1 to 2^53 - 1. */
export type ModSeq = Branded<'ModSeq'>;

export const accountId = (n: number): AccountId => safe(n) as AccountId;
export const mailboxId = (n: number): MailboxId => safe(n) as MailboxId;
export const messageId = (n: number): MessageId => safe(n) as MessageId;
export const threadId = (n: number): ThreadId => safe(n) as ThreadId;
export const uid = (n: number): Uid => safe(n) as Uid;
export const modSeq = (n: number): ModSeq => safe(n) as ModSeq;

function safe(n: number): number {
  if (!Number.isSafeInteger(n) || n < 0) throw new RangeError(`not an identifier: ${n}`);
  return n;
}
