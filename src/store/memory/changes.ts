import { err, type MailboxId, type MessageId, type ModSeq, ok, type Result } from '../../base/index.ts';
import type { ChangedProperty, Changes } from '../change.ts';
import { type StoreError, storeError } from '../error.ts';
import type { AccountData } from './account.ts';

/** One line of the log as it can still be told: what is gone is told as gone, however often it changed before. */
interface Event {
  readonly modSeq: number;
  readonly tell: (into: Collected) => void;
}
interface Lists<Id> {
  readonly created: Id[];
  readonly updated: Id[];
  readonly destroyed: Id[];
}
interface Collected {
  readonly mailboxes: Lists<MailboxId>;
  readonly messages: Lists<MessageId>;
  readonly properties: ChangedProperty[];
}

/** Whole modseqs at a time, while they fit the limit, at least one: so that `modSeq` is a valid next `since`. */
export function readChanges(account: AccountData, since: number, limit: number): Result<Changes, StoreError> {
  if (since < account.prunedModSeq || since > account.modSeq) {
    return err(storeError('notFound', 'the log does not reach there'));
  }
  const events = [
    ...mailboxEvents(account, since),
    ...messageEvents(account, since),
    ...propertyEvents(account, since),
  ];
  const collected: Collected = { mailboxes: emptyLists(), messages: emptyLists(), properties: [] };
  const groups = [...Map.groupBy(events, (event) => event.modSeq)].sort(([a], [b]) => a - b);
  let told = 0;
  let reached: number = since;
  let more = false;
  for (const [modSeq, group] of groups) {
    if (told > 0 && told + group.length > limit) {
      more = true;
      break;
    }
    for (const event of group) event.tell(collected);
    told += group.length;
    reached = modSeq;
  }
  const modSeq = (more ? reached : account.modSeq) as ModSeq;
  return ok({
    modSeq,
    more,
    mailboxes: sortLists(collected.mailboxes),
    messages: sortLists(collected.messages),
    properties: collected.properties.sort(byModSeq),
  });
}

function* mailboxEvents(account: AccountData, since: number): Generator<Event> {
  for (const mailbox of account.mailboxes.values()) {
    const changed = Math.max(mailbox.changedModSeq, mailbox.highestModSeq, mailbox.seenModSeq);
    if (changed > since) yield told(mailbox.id, mailbox.createdModSeq, changed, since, (into) => into.mailboxes);
  }
  for (const { id, createdModSeq, modSeq } of account.mailboxesGone) {
    if (modSeq > since && createdModSeq <= since) {
      yield { modSeq, tell: (into) => into.mailboxes.destroyed.push(id) };
    }
  }
}

function* messageEvents(account: AccountData, since: number): Generator<Event> {
  for (const { id, createdModSeq, changedModSeq } of account.messages.values()) {
    if (changedModSeq > since) yield told(id, createdModSeq, changedModSeq, since, (into) => into.messages);
  }
  for (const { id, createdModSeq, modSeq } of account.messagesGone) {
    if (modSeq > since && createdModSeq <= since) yield { modSeq, tell: (into) => into.messages.destroyed.push(id) };
  }
}

function* propertyEvents(account: AccountData, since: number): Generator<Event> {
  for (const properties of account.properties.values()) {
    for (const { target, name, modSeq } of properties.values()) {
      if (modSeq > since) yield { modSeq, tell: (into) => into.properties.push({ target, name, modSeq }) };
    }
  }
}

/**
 * Something new stands at its creation, not at its last change: if the limit cuts between the two, the next reading
 * tells the change, of a thing that is then known.
 */
function told<Id>(
  id: Id,
  createdModSeq: number,
  changedModSeq: number,
  since: number,
  lists: (into: Collected) => Lists<Id>,
): Event {
  if (createdModSeq > since) return { modSeq: createdModSeq, tell: (into) => lists(into).created.push(id) };
  return { modSeq: changedModSeq, tell: (into) => lists(into).updated.push(id) };
}

function emptyLists<Id>(): Lists<Id> {
  return { created: [], updated: [], destroyed: [] };
}

function sortLists<Id extends number>(lists: Lists<Id>): Lists<Id> {
  for (const list of [lists.created, lists.updated, lists.destroyed]) list.sort((a, b) => a - b);
  return lists;
}

function byModSeq(a: ChangedProperty, b: ChangedProperty): number {
  return a.modSeq - b.modSeq || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
}
