import { logEvent } from '../events.ts';
import { objectId } from '../object-id.ts';
import { flagSurvey } from '../session/flag-survey.ts';
import type { NamedMailbox } from '../session/named-mailbox.ts';
import { isWritable, tellFlags } from '../session/permanent-flags.ts';
import type { Session } from '../session/session.ts';
import { claimRecent, enableCondstore, writeFlags } from '../session/sync.ts';
import { changedUids, vanishedUids } from '../session/vanished.ts';
import { MailboxView } from '../session/view.ts';
import { type Resynchronize, type SelectArguments, selectArguments } from '../wire/index.ts';
import { type AccountContext, afterLogin } from './command.ts';
import { listOne } from './list-answer.ts';
import { bad, type Outcome, okay } from './outcome.ts';
import { refusedByStore } from './store-error.ts';

/** RFC 9051 §6.3.2 */
export const select = afterLogin({
  name: 'SELECT',
  arguments: selectArguments,
  run: (parsed, context) => open(parsed, context, false),
});

/** RFC 9051 §6.3.3: nothing that is done in it changes the mailbox. */
export const examine = afterLogin({
  name: 'EXAMINE',
  arguments: selectArguments,
  run: (parsed, context) => open(parsed, context, true),
});

async function open(parsed: SelectArguments, context: AccountContext, readOnly: boolean): Promise<Outcome> {
  const { session, account } = context;
  if (parsed.resynchronize !== undefined && !session.enabled.qresync) return bad('Enable QRESYNC first');
  // A SELECT that fails leaves no mailbox selected either.
  if (session.state.kind === 'selected') {
    session.apply({ kind: 'closed' });
    session.tell('OK', 'The mailbox is closed', { kind: 'CLOSED' });
  }
  if (parsed.condstore || parsed.resynchronize !== undefined) enableCondstore(session);
  const { noticesHeard } = session;
  const found = await session.names!.find(parsed.mailbox);
  if (!found.ok) return refusedByStore(found.error);
  const opened = await session.services.store.openMailbox(found.value.owner, found.value.id, account.id);
  if (!opened.ok) return refusedByStore(opened.error);
  const view = new MailboxView(opened.value, readOnly);
  session.apply({ kind: 'selected', view });
  // From here on changes are marked in the view; what came while the mailbox was opened may be missing in it.
  view.dirty = session.noticesHeard !== noticesHeard || view.owner !== account.id;
  if (!session.enabled.rev2) await claimRecent(session, account, view);
  view.takeNews('all');
  describe(session, view, found.value, parsed.mailbox);
  if (parsed.resynchronize !== undefined) await resynchronize(session, view, parsed.resynchronize);
  logEvent(session.log, 'imap.selected', { mailbox: found.value.id, messages: view.numbering.count, readOnly });
  const kind = isWritable(view) ? 'READ-WRITE' : 'READ-ONLY';
  return okay(readOnly ? 'EXAMINE completed' : 'SELECT completed', { kind });
}

/** The answers that SELECT owes (RFC 9051 §6.3.2, RFC 3501 §6.3.1, RFC 7162 §3.1.2.1, RFC 8474 §4.2). */
function describe(session: Session, view: MailboxView, named: NamedMailbox, asked: string): void {
  const { mailbox, count } = view.numbering;
  const survey = flagSurvey(view.numbering);
  const { firstUnseen } = survey;
  tellFlags(session, view, survey);
  session.respond({ kind: 'exists', number: count });
  if (!session.enabled.rev2) {
    session.respond({ kind: 'recent', number: view.recentCount() });
    if (firstUnseen !== 0) session.tell('OK', 'First unseen message', { kind: 'UNSEEN', value: firstUnseen });
  }
  session.tell('OK', 'UIDs are valid', { kind: 'UIDVALIDITY', value: mailbox.uidValidity });
  session.tell('OK', 'Predicted next UID', { kind: 'UIDNEXT', value: mailbox.uidNext });
  session.tell('OK', 'Highest modification sequence', { kind: 'HIGHESTMODSEQ', value: mailbox.highestModSeq });
  const id = objectId('mailbox', view.numbering.account, mailbox.id);
  session.tell('OK', 'The id of the mailbox', { kind: 'MAILBOXID', id });
  if (session.enabled.rev2) listOne(session, named, asked);
}

/**
 * What the client missed since it was last here: first what vanished, then the flags of what changed (RFC 7162 §3.2.5).
 * With another UIDVALIDITY it knows nothing of this mailbox, and sees so.
 */
async function resynchronize(
  session: Session,
  view: MailboxView,
  { uidValidity, modSeq: since, knownUids, match }: Resynchronize,
): Promise<void> {
  const { mailbox } = view.numbering;
  if (uidValidity !== mailbox.uidValidity) return;
  const known = knownUids ?? [{ first: 1, last: mailbox.uidNext - 1 }];
  const uids = await vanishedUids(session, view, { known, since, match });
  if (uids.length > 0) session.respond({ kind: 'vanished', earlier: true, uids });
  for (const uid of changedUids(view.numbering, known, since)) {
    writeFlags(session, view, uid, true);
    if (session.peer.isFull && !(await session.peer.pace())) return;
  }
}
