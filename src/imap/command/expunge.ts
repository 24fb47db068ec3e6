import type { Account } from '../../directory/index.ts';
import { ALL_UIDS, type UidRange } from '../../store/index.ts';
import type { Session } from '../session/session.ts';
import { refresh } from '../session/sync.ts';
import type { MailboxView } from '../session/view.ts';
import { type ResponseCode, uidExpungeArguments } from '../wire/index.ts';
import { noArguments, type SelectedContext, whenSelected } from './command.ts';
import { resolveSet, uidRangesOf } from './message-set.ts';
import { type Outcome, okay } from './outcome.ts';
import { refusedByStore } from './store-error.ts';

/** RFC 9051 §6.4.3. The untagged EXPUNGE answers come from the sync that follows every command. */
export const expunge = whenSelected({
  name: 'EXPUNGE',
  arguments: noArguments,
  writesMessages: true,
  run: (_, context) => remove(ALL_UIDS, context),
});

/** RFC 9051 §6.4.9 */
export const uidExpunge = whenSelected({
  name: 'UID EXPUNGE',
  arguments: uidExpungeArguments,
  writesMessages: true,
  run({ set }, context) {
    const runs = resolveSet(context.view, set, true);
    return remove(uidRangesOf(context.view.numbering, runs ?? []), context);
  },
});

async function remove(uids: readonly UidRange[], { session, account, view }: SelectedContext): Promise<Outcome> {
  const mailbox = view.latest.mailboxId;
  const done = await session.commit(view.owner, { kind: 'expunge', mailbox, uids, onlyDeleted: true });
  if (!done.ok) return refusedByStore(done.error);
  return okay('EXPUNGE completed', await highestModSeq(session, account, view, done.value.uids.length));
}

/**
 * RFC 7162 §3.2.7, RFC 6851 §4.4: where something was removed, a client that knows VANISHED is told the mailbox's new
 * modseq. Everything up to it is told before the tagged answer.
 */
export async function highestModSeq(
  session: Session,
  account: Account,
  view: MailboxView,
  removed: number,
): Promise<ResponseCode | undefined> {
  if (removed === 0 || !session.enabled.qresync || !(await refresh(session, account, view))) return undefined;
  // Where the store could not be read, nothing newer is told, and so no newer modseq.
  return { kind: 'HIGHESTMODSEQ', value: view.latest.mailbox.highestModSeq };
}
