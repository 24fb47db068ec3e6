import type { StoreErrorCode } from '../store/index.ts';
import type { DeliveryRefusal } from './contract.ts';

const NOT_NOW: DeliveryRefusal = { kind: 'refused', reason: 'unavailable', temporary: true };

/**
 * What each error of the store means for a mail on its way in. Where it is not the mail's or the mailbox's own fault,
 * the sender keeps the mail and tries again: so nothing is lost while somebody mends the store.
 */
export const REFUSALS: { readonly [Code in StoreErrorCode]: DeliveryRefusal } = {
  // The account was removed after RCPT was accepted; the next try will be told for good.
  notFound: { kind: 'refused', reason: 'noSuchMailbox', temporary: true },
  exists: NOT_NOW,
  noPermission: NOT_NOW,
  overQuota: { kind: 'refused', reason: 'overQuota', temporary: false },
  inUse: NOT_NOW,
  // The one limit that an append can pass for a mail's own fault is its size.
  limit: { kind: 'refused', reason: 'tooLarge', temporary: false },
  unavailable: NOT_NOW,
  expunged: NOT_NOW,
};

/** The same, where a full mailbox may be told to be a matter of time. */
export function refusalFor(code: StoreErrorCode, overQuotaIsTemporary: boolean): DeliveryRefusal {
  const refusal = REFUSALS[code];
  return refusal.reason === 'overQuota' ? { ...refusal, temporary: overQuotaIsTemporary } : refusal;
}
