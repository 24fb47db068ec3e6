import { INBOX } from '../../store/index.ts';
import { mailboxArguments } from '../wire/index.ts';
import { afterLogin } from './command.ts';
import { no, okay } from './outcome.ts';
import { refusedByStore } from './store-error.ts';

/** RFC 9051 §6.3.5. A mailbox with others below it is not deleted; sessions that have it selected are told goodbye. */
export const deleteMailbox = afterLogin({
  name: 'DELETE',
  arguments: mailboxArguments,
  async run({ mailbox }, { session }) {
    const found = await session.names!.find(mailbox);
    if (!found.ok) return refusedByStore(found.error);
    const { owner, path, id } = found.value;
    if (path === INBOX) return no('INBOX stays', { kind: 'CANNOT' });
    const deleted = await session.commit(owner, { kind: 'deleteMailbox', mailbox: id });
    if (!deleted.ok) return refusedByStore(deleted.error);
    const { state } = session;
    if (state.kind === 'selected' && state.view.owner === owner && state.view.latest.mailboxId === id) {
      session.apply({ kind: 'closed' });
      session.tell('OK', 'The mailbox is closed', { kind: 'CLOSED' });
    }
    return okay('DELETE completed');
  },
});
