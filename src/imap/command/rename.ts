import { renameArguments } from '../wire/index.ts';
import { afterLogin } from './command.ts';
import { announceName } from './list-answer.ts';
import { okay } from './outcome.ts';
import { refusedByStore } from './store-error.ts';

/** RFC 9051 §6.3.6. Of INBOX the messages move into a new mailbox. A session that has it selected goes on under the new name. */
export const rename = afterLogin({
  name: 'RENAME',
  arguments: renameArguments,
  async run({ from, to }, { session, account }) {
    const found = await session.names!.find(from);
    if (!found.ok) return refusedByStore(found.error);
    const renamed = await session.commit(account, { kind: 'renameMailbox', mailbox: found.value.id, name: to });
    if (!renamed.ok) return refusedByStore(renamed.error);
    await announceName(session, to);
    return okay('RENAME completed');
  },
});
