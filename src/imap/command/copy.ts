import { Right, type Transferred, type UidRange } from '../../store/index.ts';
import type { NamedMailbox } from '../session/named-mailbox.ts';
import type { SequenceRun } from '../session/sequence-run.ts';
import { runsCount, uidRangesOf } from '../session/sequence-run.ts';
import type { Session } from '../session/session.ts';
import type { MailboxView } from '../session/view.ts';
import { type CopyArguments, copyArguments, type ResponseCode, rangesOf } from '../wire/index.ts';
import { type SelectedContext, whenSelected } from './command.ts';
import { highestModSeq } from './expunge.ts';
import { resolveSet } from './message-set.ts';
import { bad, no, type Outcome, okay } from './outcome.ts';
import { refusedAsTarget, refusedByStore } from './store-error.ts';

/** RFC 9051 §6.4.7 */
export const copy = whenSelected({
  name: 'COPY',
  arguments: copyArguments,
  usesSequenceNumbers: true,
  run: (parsed, context) => transfer(parsed, context, false, copyTo),
});

export const uidCopy = whenSelected({
  name: 'UID COPY',
  arguments: copyArguments,
  run: (parsed, context) => transfer(parsed, context, true, copyTo),
});

/** RFC 9051 §6.4.8 */
export const move = whenSelected({
  name: 'MOVE',
  arguments: copyArguments,
  usesSequenceNumbers: true,
  writesMessages: true,
  run: (parsed, context) => transfer(parsed, context, false, moveTo),
});

export const uidMove = whenSelected({
  name: 'UID MOVE',
  arguments: copyArguments,
  writesMessages: true,
  run: (parsed, context) => transfer(parsed, context, true, moveTo),
});

type Way = (uids: readonly UidRange[], target: NamedMailbox, context: SelectedContext) => Promise<Outcome>;

async function transfer(parsed: CopyArguments, context: SelectedContext, byUid: boolean, way: Way): Promise<Outcome> {
  const { session, view } = context;
  const runs = resolveSet(view, parsed.set, byUid);
  if (runs === undefined) return bad('No such message');
  const target = await session.names!.find(parsed.mailbox);
  if (!target.ok) return refusedAsTarget(target.error);
  // All or nothing: one that the client can still name must not be missing in the copy.
  if (!byUid && someGone(view, runs)) return no('Some of the messages are gone', { kind: 'EXPUNGEISSUED' });
  if (runsCount(runs) === 0) return okay('There is no such message, nothing was done');
  return way(uidRangesOf(view.numbering, runs), target.value, context);
}

async function copyTo(uids: readonly UidRange[], target: NamedMailbox, { session, view }: SelectedContext) {
  const copied = await commitCopy(session, view, uids, target);
  return copied.ok ? okay('COPY completed', copyUid(copied.value)) : refusedAsTarget(copied.error);
}

function commitCopy(session: Session, view: MailboxView, uids: readonly UidRange[], target: NamedMailbox) {
  const { account: fromAccount, mailboxId: from } = view.latest;
  const operation = { kind: 'copy', from, uids, to: target.id } as const;
  return session.commit(target.owner, fromAccount === target.owner ? operation : { ...operation, fromAccount });
}

/** COPYUID comes before the EXPUNGE answers, so in an untagged OK (RFC 9051 §6.4.8). */
async function moveTo(uids: readonly UidRange[], target: NamedMailbox, context: SelectedContext) {
  const { session, account, view } = context;
  if (view.owner !== target.owner) return moveAcross(uids, target, context);
  const moved = await session.commit(view.owner, { kind: 'move', from: view.latest.mailboxId, uids, to: target.id });
  if (!moved.ok) return refusedAsTarget(moved.error);
  const code = copyUid(moved.value);
  if (code !== undefined) session.tell('OK', 'Moved', code);
  return okay('MOVE completed', await highestModSeq(session, account, view, moved.value.fromUids.length));
}

const MOVE_AWAY = Right.read | Right.expunge | Right.deleteMessages;

/**
 * Between two people's accounts no commit reaches: the copies are made durable first, then the originals are expunged, those
 * alone that were copied. At every moment a message is in one of the mailboxes at least (RFC 6851 §3.3). Whether the originals may
 * go is asked before anything is done; should they stay all the same, the answer is NO, and COPYUID has told of the copies.
 */
async function moveAcross(uids: readonly UidRange[], target: NamedMailbox, context: SelectedContext): Promise<Outcome> {
  const { session, account, view } = context;
  if ((view.rights & MOVE_AWAY) !== MOVE_AWAY) return no('Permission denied', { kind: 'NOPERM' });
  const copied = await commitCopy(session, view, uids, target);
  if (!copied.ok) return refusedAsTarget(copied.error);
  const code = copyUid(copied.value);
  if (code === undefined) return okay('MOVE completed');
  session.tell('OK', 'Copied', code);
  const gone = await session.commit(view.owner, {
    kind: 'expunge',
    mailbox: view.latest.mailboxId,
    uids: rangesOf(copied.value.fromUids),
    onlyDeleted: false,
  });
  if (!gone.ok) return refusedByStore(gone.error);
  return okay('MOVE completed', await highestModSeq(session, account, view, gone.value.uids.length));
}

function copyUid({ uidValidity, fromUids, toUids }: Transferred): ResponseCode | undefined {
  return fromUids.length === 0 ? undefined : { kind: 'COPYUID', uidValidity, from: fromUids, to: toUids };
}

function someGone(view: MailboxView, runs: readonly SequenceRun[]): boolean {
  if (view.numbering === view.latest) return false;
  for (const run of runs) {
    for (let sequence = run.first; sequence <= run.last; sequence++) {
      if (view.isGone(view.numbering.uidAt(sequence)!)) return true;
    }
  }
  return false;
}
