import { ALL_UIDS, type StoreError } from '../../store/index.ts';
import { noArguments, whenSelected } from './command.ts';
import { okay } from './outcome.ts';
import { refusedByStore } from './store-error.ts';

/**
 * RFC 9051 §6.4.1: expunges in silence, unless the mailbox was examined, and leaves it. No HIGHESTMODSEQ is told, for the
 * client has not heard of all that is below it (RFC 7162 §3.2.8).
 */
export const close = whenSelected({
  name: 'CLOSE',
  arguments: noArguments,
  async run(_, { session, view }) {
    if (!view.readOnly && view.latest.mailbox.counts.deleted > 0) {
      const mailbox = view.latest.mailboxId;
      const done = await session.commit(view.owner, { kind: 'expunge', mailbox, uids: ALL_UIDS, onlyDeleted: true });
      // Without the right to expunge, or with it just taken away, it only leaves (RFC 4314 §4).
      if (!done.ok && !isLackOfRights(done.error)) return refusedByStore(done.error);
    }
    return { ...okay('CLOSE completed'), event: { kind: 'closed' } };
  },
});

function isLackOfRights({ code }: StoreError): boolean {
  return code === 'noPermission' || code === 'notFound';
}

/** RFC 9051 §6.4.2: leaves the mailbox as it is. */
export const unselect = whenSelected({
  name: 'UNSELECT',
  arguments: noArguments,
  run: () => ({ ...okay('UNSELECT completed'), event: { kind: 'closed' } }),
});
