import { ALL_UIDS, type UidRange } from '../../store/index.ts';
import { uidExpungeArguments } from '../wire/index.ts';
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
  const done = await session.commit(account, { kind: 'expunge', mailbox, uids, onlyDeleted: true });
  return done.ok ? okay('EXPUNGE completed') : refusedByStore(done.error);
}
