import { encodeUtf8, err, type MailboxId, ok, type Result } from '../../base/index.ts';
import { Right, SYSTEM } from '../acl.ts';
import { type StoreError, storeError } from '../error.ts';
import { canonicalMailboxName } from '../name.ts';
import type { Done, SetProperty, SetQuota, Subscribe } from '../operation.ts';
import { type PropertyData, personOf } from './account.ts';
import type { Draft } from './draft.ts';
import { targetKey, targetMissing } from './property.ts';

/** RFC 9051 §6.3.7: the name need not exist, and stays when a mailbox of that name goes. */
export function subscribe(draft: Draft, operation: Subscribe): Result<Done, StoreError> {
  const name = canonicalMailboxName(operation.name, draft.separator, draft.limits);
  if (!name.ok) return name;
  const person = personOf(draft.account, draft.actor);
  const names = new Set(draft.account.subscriptions.get(person));
  if (names.has(name.value) === operation.subscribed) return ok({ kind: 'subscribe' });
  if (operation.subscribed) names.add(name.value);
  else names.delete(name.value);
  if (names.size > draft.limits.subscriptionsMax) {
    return err(storeError('limit', `at most ${draft.limits.subscriptionsMax} mailboxes can be subscribed to`));
  }
  draft.journal.set(draft.account.subscriptions, person, names);
  draft.changed = true;
  draft.mailboxListChanged = true;
  return ok({ kind: 'subscribe' });
}

export function setQuota(draft: Draft, operation: SetQuota): Result<Done, StoreError> {
  if (draft.actor !== SYSTEM) return err(storeError('noPermission', 'only the system sets quotas'));
  const { storageMaxBytes, messagesMax } = operation;
  const { account } = draft;
  if (account.storageMaxBytes !== storageMaxBytes || account.messagesMax !== messagesMax) {
    draft.journal.assign(account, { storageMaxBytes, messagesMax });
    draft.changed = true;
  }
  return ok({ kind: 'setQuota' });
}

export function setProperty(draft: Draft, operation: SetProperty): Result<Done, StoreError> {
  const refused = checkMaySetProperty(draft, operation);
  if (refused !== undefined) return err(refused);
  const { target, name, value } = operation;
  const { account, journal, limits, modSeq } = draft;
  if (encodeUtf8(name).length + (value?.length ?? 0) > limits.propertyMaxBytes) {
    return err(storeError('limit', `a property can have at most ${limits.propertyMaxBytes} octets`));
  }
  const key = targetKey(target);
  const properties = new Map<string, PropertyData>(account.properties.get(key));
  if (sameBytes(properties.get(name)?.value ?? null, value)) return ok({ kind: 'setProperty' });
  properties.set(name, { target, name, value, modSeq });
  const present = [...properties.values()].filter((property) => property.value !== null);
  if (present.length > limits.propertiesPerTargetMax) {
    return err(storeError('limit', `at most ${limits.propertiesPerTargetMax} properties can hang on one thing`));
  }
  journal.set(account.properties, key, properties);
  draft.changed = true;
  draft.changedProperties.add(key);
  if (target.kind === 'mailbox') {
    journal.assign(account.mailboxes.get(target.mailbox)!, { changedModSeq: modSeq });
  }
  return ok({ kind: 'setProperty' });
}

/** The account's are the owner's; a mailbox's need `w` on it, a message's `w` on a mailbox where it lies. */
function checkMaySetProperty(draft: Draft, { target }: SetProperty): StoreError | undefined {
  const missing = targetMissing(draft.account, target);
  if (target.kind === 'account') {
    return draft.isGuest ? storeError('noPermission', 'the properties of the account are its owner\u2019s') : undefined;
  }
  if (missing !== undefined) return missing;
  if (target.kind === 'mailbox') return refusalOf(draft, target.mailbox);
  const places = draft.account.messages.get(target.message)!.places;
  const refusals = places.map((place) => refusalOf(draft, place.mailbox));
  if (refusals.some((refusal) => refusal === undefined)) return undefined;
  return refusals.find((refusal) => refusal?.code === 'noPermission') ?? storeError('notFound', 'no such message');
}

function refusalOf(draft: Draft, mailbox: MailboxId): StoreError | undefined {
  const reached = draft.mailbox(mailbox, Right.write);
  return reached.ok ? undefined : reached.error;
}

function sameBytes(a: Uint8Array | null, b: Uint8Array | null): boolean {
  if (a === null || b === null) return a === b;
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
