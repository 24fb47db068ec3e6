import type { AccountId, MailboxId, MessageId } from '../../../base/index.ts';
import { type Actor, SYSTEM } from '../../acl.ts';
import type { Store } from '../../contract.ts';
import type { Mailbox } from '../../mailbox.ts';
import type { MailboxSnapshot } from '../../snapshot.ts';
import { formatFlags } from '../scene.ts';
import { plain } from './plain.ts';

export interface ObservedEntry {
  readonly uid: number;
  readonly flags: string;
  readonly modSeq: number;
  readonly messageId: number;
  readonly sizeBytes: number;
  readonly internalDate: number;
  readonly saveDate: number;
}

export interface ObservedMailbox {
  readonly mailbox: Omit<Mailbox, 'acl'> & { readonly acl: unknown };
  /** Or why it cannot be opened. */
  readonly entries: readonly ObservedEntry[] | string;
}

/** Everything of an account that somebody can see without asking for a message. */
export interface Observation {
  readonly state: unknown;
  readonly views: readonly { readonly viewer: Actor; readonly mailboxes: readonly ObservedMailbox[] }[];
  readonly subscriptions: unknown;
  readonly properties: unknown;
}

export async function observe(store: Store, account: AccountId, people: readonly AccountId[]): Promise<Observation> {
  const viewers: readonly Actor[] = [SYSTEM, ...people];
  const views: Observation['views'][number][] = [];
  const subscriptions: unknown[] = [];
  for (const viewer of viewers) {
    const mailboxes = await store.mailboxes(account, viewer);
    if (!mailboxes.ok) throw new Error(`no mailboxes: ${mailboxes.error.code}`);
    const observed: ObservedMailbox[] = [];
    for (const mailbox of mailboxes.value) {
      const opened = await store.openMailbox(account, mailbox.id, viewer);
      const entries = opened.ok ? observeEntries(opened.value) : opened.error.code;
      observed.push({ mailbox: { ...mailbox, acl: plain(mailbox.acl) }, entries });
    }
    views.push({ viewer, mailboxes: observed });
    subscriptions.push(plain(await store.subscriptions(account, viewer)));
  }
  const properties = [plain(await store.properties(account, { kind: 'account' }))];
  for (const { mailbox } of views[0]!.mailboxes) {
    properties.push(plain(await store.properties(account, { kind: 'mailbox', mailbox: mailbox.id })));
  }
  return { state: await store.account(account), views, subscriptions, properties };
}

export function observeEntries(snapshot: MailboxSnapshot): readonly ObservedEntry[] {
  return Array.from(snapshot.entries(), ({ sequence: _, ...entry }) => {
    return { ...entry, flags: formatFlags(snapshot, entry.flags) };
  });
}

/** What can be known of single messages: dear, so done once at the end. */
export async function observeMessages(store: Store, account: AccountId, last: number): Promise<unknown> {
  const messages: unknown[] = [];
  for (let id = 0; id <= last + 1; id++) {
    const message = await store.message(account, id as MessageId);
    const body = await store.body(account, id as MessageId);
    const properties = await store.properties(account, { kind: 'message', message: id as MessageId });
    messages.push({
      message: message.ok ? { ...message.value, places: sortedPlaces(message.value.places) } : message.error.code,
      body: body.ok ? new TextDecoder().decode(await body.value.read(0, body.value.sizeBytes)) : body.error.code,
      properties: properties.ok ? plain(properties.value) : properties.error.code,
    });
  }
  return messages;
}

function sortedPlaces(places: readonly { readonly mailbox: MailboxId; readonly uid: number }[]): unknown {
  return [...places].sort((a, b) => a.mailbox - b.mailbox || a.uid - b.uid);
}
