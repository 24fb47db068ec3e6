import type { StoreErrorCode } from '../../store/index.ts';
import { errorLine } from '../wire/index.ts';

/** What a person reads when the store says no. */
const STORE_ERROR_LINES: Readonly<Record<StoreErrorCode, string>> = {
  notFound: errorLine('no such message'),
  expunged: errorLine('the message was deleted by another program'),
  noPermission: errorLine('not allowed', 'SYS/PERM'),
  exists: errorLine('internal error', 'SYS/PERM'),
  overQuota: errorLine('the mailbox is full', 'SYS/PERM'),
  inUse: errorLine('the mailbox is in use', 'IN-USE'),
  limit: errorLine('a limit was reached', 'SYS/PERM'),
  unavailable: errorLine('the mail store cannot answer now, try again later', 'SYS/TEMP'),
};

export function storeErrorLine(code: StoreErrorCode): string {
  return STORE_ERROR_LINES[code];
}
