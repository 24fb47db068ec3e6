import { hash } from 'node:crypto';
import type { Summary } from '../message/index.ts';

/**
 * What puts messages into one thread, as RFC 8621 §3 suggests: a shared message id among Message-ID, In-Reply-To and
 * References, and the same base subject (RFC 5256 §2.1).
 */
export type ThreadKeys = Summary['threading'];

/** One number of 48 bits for each message id, in the same order: the id and the base subject, hashed. */
export function threadKeyHashes(keys: ThreadKeys): readonly number[] {
  const subject = keys.baseSubject.toLowerCase();
  return keys.messageIds.map((id) => Number.parseInt(hash('sha256', `${id}\0${subject}`, 'hex').slice(0, 12), 16));
}
