import { createArguments } from '../wire/index.ts';
import { afterLogin } from './command.ts';
import { announceName } from './list-answer.ts';
import { no, okay } from './outcome.ts';
import { refusedByStore } from './store-error.ts';

/** RFC 9051 §6.3.4. A separator at the end only declares that others are to come below, so it is dropped. */
export const create = afterLogin({
  name: 'CREATE',
  arguments: createArguments,
  async run({ mailbox, specialUse }, { session, account }) {
    if (specialUse !== undefined) return no('Special uses are set by the server', { kind: 'CANNOT' });
    const { separator } = session.services.store;
    const name = mailbox.endsWith(separator) ? mailbox.slice(0, -separator.length) : mailbox;
    const created = await session.commit(account, { kind: 'createMailbox', name });
    if (!created.ok) return refusedByStore(created.error);
    await announceName(session, name);
    return okay('CREATE completed');
  },
});
