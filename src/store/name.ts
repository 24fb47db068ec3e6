import { encodeUtf8, err, ok, type Result } from '../base/index.ts';
import { type StoreError, storeError } from './error.ts';
import type { StoreLimits } from './limits.ts';

export const INBOX = 'INBOX';

/**
 * A mailbox name as the store keeps it: normal form C, a first part of `inbox` in upper case (RFC 9051 §5.1), no empty
 * part, no control character, and within the limits.
 */
export function canonicalMailboxName(name: string, separator: string, limits: StoreLimits): Result<string, StoreError> {
  const parts = name.normalize('NFC').split(separator);
  if (parts.some((part) => part === '')) return err(storeError('limit', 'a part of the mailbox name is empty'));
  if (/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/u.test(name)) {
    return err(storeError('limit', 'a mailbox name cannot hold control characters'));
  }
  if (!name.isWellFormed()) return err(storeError('limit', 'the mailbox name is not well-formed Unicode'));
  if (parts.length > limits.mailboxDepthMax) {
    return err(storeError('limit', `a mailbox name can have at most ${limits.mailboxDepthMax} parts`));
  }
  if (parts[0]!.toUpperCase() === INBOX) parts[0] = INBOX;
  const canonical = parts.join(separator);
  if (encodeUtf8(canonical).length > limits.mailboxNameMaxBytes) {
    return err(storeError('limit', `a mailbox name can have at most ${limits.mailboxNameMaxBytes} octets`));
  }
  return ok(canonical);
}

/** The name of the parent, or undefined at the top. */
export function parentName(name: string, separator: string): string | undefined {
  const at = name.lastIndexOf(separator);
  return at === -1 ? undefined : name.slice(0, at);
}

export function isBelow(name: string, ancestor: string, separator: string): boolean {
  return name.startsWith(ancestor + separator);
}

/** The order in which mailboxes are listed: by code units, INBOX first. */
export function compareMailboxNames(a: string, b: string): number {
  if (a === b) return 0;
  if (a === INBOX) return -1;
  if (b === INBOX) return 1;
  return a < b ? -1 : 1;
}
