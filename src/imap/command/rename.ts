import type { Account } from '../../directory/index.ts';
import { INBOX, type Operation } from '../../store/index.ts';
import { entryOf } from '../annotation/property-name.ts';
import type { NamedMailbox } from '../session/named-mailbox.ts';
import type { Session } from '../session/session.ts';
import { renameArguments } from '../wire/index.ts';
import { afterLogin } from './command.ts';
import { announceName } from './list-answer.ts';
import { refusedAsMaker } from './make.ts';
import { no, okay } from './outcome.ts';
import { refusedByStore } from './store-error.ts';

/** RFC 9051 §6.3.6. Of INBOX the messages move into a new mailbox. A session that has it selected goes on under the new name. */
export const rename = afterLogin({
  name: 'RENAME',
  arguments: renameArguments,
  async run({ from, to }, { session, account }) {
    const found = await session.names!.find(from);
    if (!found.ok) return refusedByStore(found.error);
    const { owner, path, id } = found.value;
    const place = await session.names!.placeFor(to);
    if (place?.owner !== owner) return no('A mailbox stays with its owner', { kind: 'CANNOT' });
    const renamed = await session.commit(owner, { kind: 'renameMailbox', mailbox: id, name: place.path });
    if (!renamed.ok) return refusedAsMaker(renamed.error, to, session);
    if (path === INBOX) await copyAnnotations(session, account, found.value, to);
    await announceName(session, to);
    return okay('RENAME completed');
  },
});

/** INBOX keeps its annotations, and the new mailbox has them too (RFC 5464 §4.1); elsewhere they go with the mailbox. */
async function copyAnnotations(session: Session, account: Account, inbox: NamedMailbox, name: string): Promise<void> {
  const { store } = session.services;
  const found = await session.names!.find(name);
  const properties = await store.properties(inbox.owner, { kind: 'mailbox', mailbox: inbox.id });
  if (!found.ok || !properties.ok) return;
  const operations = properties.value.flatMap((property): readonly Operation[] => {
    if (entryOf(property.name, account.id) === undefined) return [];
    const target = { kind: 'mailbox', mailbox: found.value.id } as const;
    return [{ kind: 'setProperty', target, name: property.name, value: property.value }];
  });
  if (operations.length > 0) await store.commit(inbox.owner, account.id, operations);
}
