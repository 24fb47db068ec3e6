import type { Mailbox } from '../../store/index.ts';
import { type ListRow, roleAttribute } from '../listing.ts';
import type { Session } from '../session/session.ts';

/** The attributes of a LIST answer (RFC 9051 §7.3.1). */
export function listAttributes(row: ListRow, withSubscribed: boolean): readonly string[] {
  const attributes: string[] = [];
  if (row.mailbox === undefined) attributes.push('\\NonExistent');
  if (row.isLevel) attributes.push('\\Noselect', '\\HasChildren');
  if (withSubscribed && row.subscribed) attributes.push('\\Subscribed');
  if (row.mailbox !== undefined) attributes.push(row.hasChildren ? '\\HasChildren' : '\\HasNoChildren');
  const role = row.mailbox === undefined ? undefined : roleAttribute(row.mailbox);
  if (role !== undefined) attributes.push(role);
  return attributes;
}

/** The LIST that SELECT owes to a client of IMAP4rev2, with OLDNAME where the name was asked for in another form. */
export function listOne(session: Session, mailbox: Mailbox, asked: string): void {
  const role = roleAttribute(mailbox);
  session.respond({
    kind: 'list',
    attributes: role === undefined ? [] : [role],
    separator: session.services.store.separator,
    mailbox: mailbox.name,
    ...oldName(mailbox.name, asked),
  });
}

/** Tells a client of IMAP4rev2 that a name was normalized on its way in (RFC 9051 §6.3.4, §6.3.9.7). */
export async function announceName(session: Session, asked: string): Promise<void> {
  if (!session.enabled.rev2 || asked === asked.normalize('NFC')) return;
  const found = await session.names!.find(asked);
  if (found.ok) listOne(session, found.value, asked);
}

function oldName(name: string, asked: string): { oldName?: string } {
  return asked !== asked.normalize('NFC') && asked !== name ? { oldName: asked } : {};
}
