import type { AccountId } from '../base/index.ts';

/** What an object id of RFC 8474 stands for; the letters keep ids of different kinds apart (§5.2). */
export type ObjectKind = 'mailbox' | 'email' | 'thread';

const LETTERS: Readonly<Record<ObjectKind, string>> = { mailbox: 'F', email: 'M', thread: 'T' };

/** `M7-1234`: the store's own ids are never reused, but each account counts for itself, so the account is part of it. */
export function objectId(kind: ObjectKind, account: AccountId, id: number): string {
  return `${LETTERS[kind]}${account}-${id}`;
}

/** The number within the account; undefined where the id is of another kind or account, or none of ours. */
export function parseObjectId(kind: ObjectKind, account: AccountId, text: string): number | undefined {
  const prefix = `${LETTERS[kind]}${account}-`;
  const digits = text.startsWith(prefix) ? text.slice(prefix.length) : '';
  return /^[1-9][0-9]{0,15}$/.test(digits) ? Number(digits) : undefined;
}
