import { logEvent } from '../events.ts';
import { SYSTEM_FLAG_NAMES } from '../session/flag-names.ts';
import { flagSurvey } from '../session/flag-survey.ts';
import type { Session } from '../session/session.ts';
import { claimRecent, enableCondstore } from '../session/sync.ts';
import { MailboxView } from '../session/view.ts';
import { type SelectArguments, selectArguments } from '../wire/index.ts';
import { type AccountContext, afterLogin } from './command.ts';
import { listOne } from './list-answer.ts';
import { type Outcome, okay } from './outcome.ts';
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
  // A SELECT that fails leaves no mailbox selected either.
  if (session.state.kind === 'selected') {
    session.apply({ kind: 'closed' });
    session.tell('OK', 'The mailbox is closed', { kind: 'CLOSED' });
  }
  if (parsed.condstore) enableCondstore(session);
  const { noticesHeard } = session;
  const found = await session.names!.find(parsed.mailbox);
  if (!found.ok) return refusedByStore(found.error);
  const opened = await session.services.store.openMailbox(account.id, found.value.id, account.id);
  if (!opened.ok) return refusedByStore(opened.error);
  const view = new MailboxView(opened.value, readOnly);
  session.apply({ kind: 'selected', view });
  // From here on changes are marked in the view; what came while the mailbox was opened may be missing in it.
  view.dirty = session.noticesHeard !== noticesHeard;
  if (!session.enabled.rev2) await claimRecent(session, account, view);
  view.takeNews('all');
  describe(session, view, parsed.mailbox);
  logEvent(session.log, 'imap.selected', { mailbox: found.value.id, messages: view.numbering.count, readOnly });
  return okay(readOnly ? 'EXAMINE completed' : 'SELECT completed', { kind: readOnly ? 'READ-ONLY' : 'READ-WRITE' });
}

/** The answers that SELECT owes (RFC 9051 §6.3.2, RFC 3501 §6.3.1, RFC 7162 §3.1.2.1). */
function describe(session: Session, view: MailboxView, asked: string): void {
  const { mailbox, count } = view.numbering;
  const { keywords, firstUnseen } = flagSurvey(view.numbering);
  const flags = [...SYSTEM_FLAG_NAMES, ...keywords];
  session.respond({ kind: 'flags', flags });
  const permanent = view.readOnly ? [] : [...flags, '\\*'];
  session.tell('OK', view.readOnly ? 'No flags can be changed' : 'Flags can be changed', {
    kind: 'PERMANENTFLAGS',
    flags: permanent,
  });
  session.respond({ kind: 'exists', number: count });
  if (!session.enabled.rev2) {
    session.respond({ kind: 'recent', number: view.recentCount() });
    if (firstUnseen !== 0) session.tell('OK', 'First unseen message', { kind: 'UNSEEN', value: firstUnseen });
  }
  session.tell('OK', 'UIDs are valid', { kind: 'UIDVALIDITY', value: mailbox.uidValidity });
  session.tell('OK', 'Predicted next UID', { kind: 'UIDNEXT', value: mailbox.uidNext });
  session.tell('OK', 'Highest modification sequence', { kind: 'HIGHESTMODSEQ', value: mailbox.highestModSeq });
  if (session.enabled.rev2) listOne(session, mailbox, asked);
}
