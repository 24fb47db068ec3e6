import { type AccountId, err, type MailboxId, type MessageId, modSeq, ok, type Result } from '../../base/index.ts';
import { type ChangedIds, type ChangedProperty, type Changes, type StoreError, storeError } from '../../store/index.ts';
import { type PagePlace, readEntries } from '../entry-tail.ts';
import { lastPageRow, pageRow } from '../keys.ts';
import { LazyFlags } from '../page-codec.ts';
import { readPropertyTarget } from '../property-target.ts';
import type { Statements } from '../statements.ts';
import type { MailboxRow } from '../writer/mailbox-state.ts';

/** One line of the log as it can still be told: what is gone is told as gone, however often it changed before. */
type Event =
  | {
      readonly modSeq: number;
      readonly of: 'mailboxes' | 'messages';
      readonly list: keyof ChangedIds<number>;
      readonly id: number;
    }
  | { readonly modSeq: number; readonly of: 'properties'; readonly property: ChangedProperty };

/** Whole modseqs at a time, while they fit the limit, at least one: so that `modSeq` is a valid next `since`. */
export function readChanges(
  statements: Statements,
  account: AccountId,
  since: number,
  limit: number,
): Result<Changes, StoreError> {
  const row = statements.row<{ modseq: number; pruned_modseq: number }>(
    'SELECT modseq, pruned_modseq FROM account WHERE id = ?',
    account,
  );
  if (row === undefined) return err(storeError('notFound', 'no such account'));
  if (since < row.pruned_modseq || since > row.modseq)
    return err(storeError('notFound', 'the log does not reach there'));
  const events = [
    ...mailboxEvents(statements, account, since),
    ...messageEvents(statements, account, since),
    ...propertyEvents(statements, account, since),
  ].sort((a, b) => a.modSeq - b.modSeq);
  const count = cut(events, limit);
  const more = count < events.length;
  const told = events.slice(0, count);
  const reached = more ? told[told.length - 1]!.modSeq : row.modseq;
  return ok({
    modSeq: modSeq(reached),
    more,
    // The ids were branded when their rows were written.
    mailboxes: lists(told, 'mailboxes') as ChangedIds<MailboxId>,
    messages: lists(told, 'messages') as ChangedIds<MessageId>,
    properties: told
      .flatMap((event) => (event.of === 'properties' ? [event.property] : []))
      .sort((a, b) => a.modSeq - b.modSeq || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)),
  });
}

/** How many events fit the limit without cutting through a modseq. */
function cut(events: readonly Event[], limit: number): number {
  let fits = 0;
  while (fits < events.length) {
    let end = fits + 1;
    while (end < events.length && events[end]!.modSeq === events[fits]!.modSeq) end++;
    if (fits > 0 && end > limit) break;
    fits = end;
  }
  return fits;
}

function lists(events: readonly Event[], of: 'mailboxes' | 'messages'): ChangedIds<number> {
  const pick = (list: keyof ChangedIds<number>): number[] =>
    events.flatMap((event) => (event.of === of && event.list === list ? [event.id] : [])).sort((a, b) => a - b);
  return { created: pick('created'), updated: pick('updated'), destroyed: pick('destroyed') };
}

/**
 * Something new stands at its creation, not at its last change: if the limit cuts between the two, the next reading
 * tells the change, of a thing that is then known.
 */
function changed(of: 'mailboxes' | 'messages', id: number, created: number, latest: number, since: number): Event {
  return created > since ? { modSeq: created, of, list: 'created', id } : { modSeq: latest, of, list: 'updated', id };
}

function* mailboxEvents(statements: Statements, account: AccountId, since: number): Generator<Event> {
  for (const row of statements.rows<MailboxRow>(
    'SELECT * FROM mailbox WHERE account = ? AND max(highest_modseq, changed_modseq, seen_modseq) > ?',
    account,
    since,
  )) {
    const latest = Math.max(row.highest_modseq, row.changed_modseq, row.seen_modseq);
    yield changed('mailboxes', row.id, row.created_modseq, latest, since);
  }
  for (const gone of statements.rows<{ modseq: number; mailbox: number }>(
    'SELECT modseq, mailbox FROM mailbox_gone WHERE account = ? AND modseq > ? AND created_modseq <= ?',
    account,
    since,
    since,
  )) {
    yield { modSeq: gone.modseq, of: 'mailboxes', list: 'destroyed', id: gone.mailbox };
  }
}

/** From the pages that changed, from messages whose places did, and from the traces of those that are gone. */
function* messageEvents(statements: Statements, account: AccountId, since: number): Generator<Event> {
  const latest = new Map<number, number>();
  const note = (id: number, at: number): void => {
    if (at > (latest.get(id) ?? since)) latest.set(id, at);
  };
  for (const mailbox of statements.rows<{ key: number }>(
    'SELECT key FROM mailbox WHERE account = ? AND highest_modseq > ?',
    account,
    since,
  )) {
    for (const page of statements.rows<PagePlace & { flags: Uint8Array; entries: Uint8Array | null }>(
      `SELECT f.id, f.count, f.tail_uid, f.data AS flags, e.data AS entries FROM flag_page f LEFT JOIN entry_page e ON e.id = f.id
       WHERE f.id BETWEEN ? AND ? AND f.version > ?`,
      pageRow(mailbox.key, 0),
      lastPageRow(mailbox.key),
      since,
    )) {
      const { modSeqs } = new LazyFlags(page.flags);
      const { messageIds, count } = readEntries(statements, page, page.entries);
      for (let i = 0; i < count; i++) if (modSeqs[i]! > since) note(messageIds[i]!, modSeqs[i]!);
    }
  }
  for (const touched of statements.rows<{ id: number; touched_modseq: number }>(
    'SELECT id, touched_modseq FROM message WHERE account = ? AND touched_modseq > ? AND touched_modseq > 0',
    account,
    since,
  )) {
    note(touched.id, touched.touched_modseq);
  }
  for (const [id, at] of latest) {
    const message = statements.row<{ created_modseq: number }>(
      'SELECT created_modseq FROM message WHERE account = ? AND id = ?',
      account,
      id,
    );
    if (message !== undefined) yield changed('messages', id, message.created_modseq, at, since);
  }
  for (const gone of statements.rows<{ modseq: number; ids: Uint8Array; created_modseqs: Uint8Array }>(
    'SELECT modseq, ids, created_modseqs FROM message_gone WHERE account = ? AND modseq > ?',
    account,
    since,
  )) {
    const ids = new Uint32Array(gone.ids.slice().buffer);
    const created = new Float64Array(gone.created_modseqs.slice().buffer);
    for (let i = 0; i < ids.length; i++) {
      if (created[i]! <= since) yield { modSeq: gone.modseq, of: 'messages', list: 'destroyed', id: ids[i]! };
    }
  }
}

function* propertyEvents(statements: Statements, account: AccountId, since: number): Generator<Event> {
  for (const row of statements.rows<{ kind: number; target: number; name: string; modseq: number }>(
    'SELECT kind, target, name, modseq FROM property WHERE account = ? AND modseq > ?',
    account,
    since,
  )) {
    const property = { target: readPropertyTarget(row.kind, row.target), name: row.name, modSeq: row.modseq };
    yield { modSeq: row.modseq, of: 'properties', property };
  }
}
