import type { StoreErrorCode } from '../../store/index.ts';
import { no, noFor, type Phrase } from '../phrase/phrase.ts';

/** What a person reads when the store says no. */
const STORE_ERROR_PHRASES: Readonly<Record<StoreErrorCode, Phrase>> = {
  notFound: no('storeNotFound'),
  expunged: no('storeExpunged'),
  noPermission: noFor('SYS/PERM', 'storeNoPermission'),
  exists: noFor('SYS/PERM', 'storeExists'),
  overQuota: noFor('SYS/PERM', 'storeOverQuota'),
  inUse: noFor('IN-USE', 'storeInUse'),
  limit: noFor('SYS/PERM', 'storeLimit'),
  unavailable: noFor('SYS/TEMP', 'storeUnavailable'),
};

export function storeErrorPhrase(code: StoreErrorCode): Phrase {
  return STORE_ERROR_PHRASES[code];
}
