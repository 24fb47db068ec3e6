import { INBOX } from '../../store/index.ts';
import { mailboxArguments } from '../wire/index.ts';
import { afterLogin } from './command.ts';
import { no, okay } from './outcome.ts';
import { refusedByStore } from './store-error.ts';

/** RFC 9051 §6.3.5. A mailbox with others below it is not deleted; sessions that have it selected are told goodbye. */
export const deleteMailbox = afterLogin({
  name: 'DELETE',
  arguments: mailboxArguments,
  async run({ mailbox }, { session, account }) {
    const found = await session.names!.find(mailbox);
    if (!found.ok) return refusedByStore(found.error);
    if (found.value.name === INBOX) return no('INBOX stays', { kind: 'CANNOT' });
    const deleted = await session.commit(account, { kind: 'deleteMailbox', mailbox: found.value.id });
    if (!deleted.ok) return refusedByStore(deleted.error);
    const { state } = session;
    if (state.kind === 'selected' && state.view.latest.mailboxId === found.value.id) {
      session.apply({ kind: 'closed' });
      session.tell('OK', 'The mailbox is closed', { kind: 'CLOSED' });
    }
    return okay('DELETE completed');
  },
});
