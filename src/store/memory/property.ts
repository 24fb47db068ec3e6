import { err, type MessageId, ok, type Result } from '../../base/index.ts';
import { type StoreError, storeError } from '../error.ts';
import type { Property, PropertyTarget } from '../property.ts';
import type { AccountData } from './account.ts';

/** The key of a target in an account's table of properties. */
export function targetKey(target: PropertyTarget): string {
  if (target.kind === 'mailbox') return `mailbox ${target.mailbox}`;
  if (target.kind === 'message') return `message ${target.message}`;
  return 'account';
}

export function targetMissing(account: AccountData, target: PropertyTarget): StoreError | undefined {
  if (target.kind === 'message') return messageMissing(account, target.message);
  if (target.kind === 'mailbox' && !account.mailboxes.has(target.mailbox)) {
    return storeError('notFound', 'no such mailbox');
  }
  return undefined;
}

/** Message ids are given in ascending order, so one below the next was there once. */
export function messageMissing(account: AccountData, id: number): StoreError | undefined {
  if (account.messages.has(id as never)) return undefined;
  if (id >= 1 && id < account.nextMessage) return storeError('expunged', 'the message is gone');
  return storeError('notFound', 'no such message');
}

/** Sorted by name; values are copies. */
export function readProperties(account: AccountData, target: PropertyTarget): Result<readonly Property[], StoreError> {
  const missing = targetMissing(account, target);
  if (missing !== undefined) return err(missing);
  const properties: Property[] = [];
  for (const property of account.properties.get(targetKey(target))?.values() ?? []) {
    if (property.value !== null) properties.push({ ...property, value: property.value.slice() });
  }
  return ok(properties.sort((a, b) => (a.name < b.name ? -1 : 1)));
}

/** The property of that name of each message that has one; values are copies. */
export function readMessageProperties(account: AccountData, name: string): ReadonlyMap<MessageId, Uint8Array> {
  const values = new Map<MessageId, Uint8Array>();
  for (const table of account.properties.values()) {
    const property = table.get(name);
    if (property?.target.kind !== 'message' || property.value === null) continue;
    values.set(property.target.message, property.value.slice());
  }
  return values;
}
