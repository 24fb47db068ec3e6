/**
 * What can go wrong that a caller must handle: a closed union, returned and never thrown. Each protocol maps these to
 * its own codes in one table.
 */
export type StoreErrorCode =
  | 'notFound' // no such account, mailbox, message or entry
  | 'exists' // a mailbox of that name is there already
  | 'noPermission' // the actor lacks the right (RFC 4314)
  | 'overQuota' // would pass the account's quota
  | 'inUse' // the mailbox has children, or is one that must stay
  | 'limit' // a named limit would be passed
  | 'unavailable' // the store cannot write now: disk full, read-only, closing
  | 'expunged'; // the message was there and is gone

export interface StoreError {
  readonly code: StoreErrorCode;
  /** For the log and for a person; names no file and no other person's mailbox. */
  readonly detail: string;
}

export function storeError(code: StoreErrorCode, detail: string): StoreError {
  return { code, detail };
}
