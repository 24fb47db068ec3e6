import type { Account } from '../../directory/index.ts';
import { rangesOf } from '../wire/index.ts';
import { flagNames } from './flag-names.ts';
import { flagLetters, tellFlags } from './permanent-flags.ts';
import type { Session } from './session.ts';
import type { MailboxView, NewsAllowed } from './view.ts';

/**
 * Brings the view to the newest snapshot without telling the client. False: the mailbox is gone or may no longer be
 * read, and the session is ending (see README.md, "A selected mailbox that is deleted").
 */
export async function refresh(session: Session, account: Account, view: MailboxView): Promise<boolean> {
  if (!view.dirty) return true;
  view.dirty = false;
  const { store } = session.services;
  const opened = await store.openMailbox(view.owner, view.latest.mailboxId, account.id);
  if (opened.ok) {
    view.advance(opened.value);
    return true;
  }
  if (opened.error.code === 'unavailable') {
    view.dirty = true;
    return true;
  }
  session.end('mailboxGone', 'The selected mailbox is gone');
  return false;
}

/**
 * A point at which the client is told what happened, as far as it is allowed there (RFC 9051 §5.2): EXPUNGE, or VANISHED
 * with QRESYNC (RFC 7162 §3.2.10), then EXISTS and RECENT, then FETCH for changed flags.
 */
export async function sync(session: Session, allowed: NewsAllowed): Promise<void> {
  const { state } = session;
  if (state.kind !== 'selected') return;
  const { view, account } = state;
  if (!(await refresh(session, account, view))) return;
  if (view.toldFlagRights !== flagLetters(view.rights)) tellFlags(session, view);
  if (!session.enabled.rev2) await claimRecent(session, account, view);
  const news = view.takeNews(allowed);
  if (!session.enabled.qresync) for (const number of news.expunged) session.respond({ kind: 'expunge', number });
  else if (news.vanished.length > 0) {
    session.respond({ kind: 'vanished', earlier: false, uids: rangesOf(news.vanished) });
  }
  if (news.exists !== undefined) {
    session.respond({ kind: 'exists', number: news.exists });
    if (!session.enabled.rev2) session.respond({ kind: 'recent', number: view.recentCount() });
  }
  for (const uid of news.changed) {
    writeFlags(session, view, uid, true);
    if (session.peer.isFull && !(await session.peer.pace())) return;
  }
}

/**
 * \Recent goes to one session alone (RFC 3501 §2.3.2): it is claimed only when there is something that nobody has claimed,
 * and of the sessions that would claim it at once only by the first, so that a crowd in IDLE does not wait for the writer.
 */
export async function claimRecent(session: Session, account: Account, view: MailboxView): Promise<void> {
  const { mailbox } = view.latest;
  if (mailbox.recentUid >= mailbox.uidNext) return;
  // A guest sees what is recent, and leaves it so for the owner.
  if (view.readOnly || view.owner !== account.id) {
    view.recent.add(mailbox.recentUid, mailbox.uidNext);
    return;
  }
  const { claimsUnderWay, store } = session.services;
  const key = `${view.owner} ${mailbox.id}`;
  if (claimsUnderWay.has(key)) return;
  claimsUnderWay.add(key);
  try {
    const claimed = await session.commit(view.owner, { kind: 'claimRecent', mailbox: mailbox.id });
    if (!claimed.ok) return;
    view.recent.add(claimed.value.firstRecentUid, claimed.value.endRecentUid);
    const opened = await store.openMailbox(view.owner, mailbox.id, account.id);
    if (opened.ok) view.advance(opened.value);
  } finally {
    claimsUnderWay.delete(key);
  }
}

/**
 * `* n FETCH (UID … FLAGS …)`, with MODSEQ to a client that knows it. Unsolicited ones carry the UID always (RFC 9051
 * §7.5.2), answers to STORE do when the client asked by UID or knows MODSEQ (RFC 7162 §3.2.4).
 */
export function writeFlags(session: Session, view: MailboxView, uid: number, withUid: boolean, withFlags = true): void {
  const entry = view.latest.find(uid);
  const sequence = view.numbering.sequenceOf(uid);
  if (entry === undefined || sequence === 0) return;
  const { condstore, rev2 } = session.enabled;
  const { fetch } = session.peer;
  fetch.begin(sequence);
  if (withUid || condstore) fetch.uid(uid);
  if (withFlags) {
    const names = flagNames(view.latest, entry.flags);
    if (!rev2 && view.recent.has(uid)) names.push('\\Recent');
    fetch.flags(names);
  }
  if (condstore) fetch.modSeq(entry.modSeq);
  fetch.end();
}

/** Turns CONDSTORE on (RFC 7162 §3.1); the first time with a mailbox selected, its HIGHESTMODSEQ is told. */
export function enableCondstore(session: Session): void {
  if (session.enabled.condstore) return;
  session.enabled.condstore = true;
  if (session.state.kind !== 'selected') return;
  const value = session.state.view.toldModSeq;
  session.tell('OK', 'Modification sequences are told from here on', { kind: 'HIGHESTMODSEQ', value });
}

/**
 * Says how far the client has heard everything, where it may have seen higher modseqs while the telling of what vanished
 * waits; and once more when nothing waits any longer (RFC 7162 §3.2, §6). Comes before the tagged answer.
 */
export function tellCompleteness(session: Session): void {
  if (!session.enabled.qresync || session.state.kind !== 'selected') return;
  const { view } = session.state;
  const delays = view.numbering !== view.latest;
  if (!delays && !view.delayTold) return;
  view.delayTold = delays;
  const text = delays ? 'Messages have vanished that are not told yet' : 'All is told';
  session.tell('OK', text, { kind: 'HIGHESTMODSEQ', value: view.toldModSeq });
}
