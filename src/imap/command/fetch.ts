import { Flag } from '../../store/index.ts';
import { type SequenceRun, uidRangesOf } from '../session/sequence-run.ts';
import { enableCondstore, refresh } from '../session/sync.ts';
import { vanishedUids } from '../session/vanished.ts';
import type { MailboxView } from '../session/view.ts';
import { type FetchArguments, fetchArguments, rangesOf, resolveRanges } from '../wire/index.ts';
import { type SelectedContext, whenSelected } from './command.ts';
import { planFetch } from './fetch-plan.ts';
import { FetchRun } from './fetch-run.ts';
import { resolveSet } from './message-set.ts';
import { bad, no, type Outcome, okay } from './outcome.ts';

/** RFC 9051 §6.4.5, with CHANGEDSINCE, VANISHED and MODSEQ (RFC 7162 §3.1.4, §3.2.6) */
export const fetch = whenSelected({
  name: 'FETCH',
  arguments: fetchArguments,
  usesSequenceNumbers: true,
  noExpunge: true,
  run: (parsed, context) => run(parsed, context, false),
});

export const uidFetch = whenSelected({
  name: 'UID FETCH',
  arguments: fetchArguments,
  run: (parsed, context) => run(parsed, context, true),
});

async function run(parsed: FetchArguments, context: SelectedContext, byUid: boolean): Promise<Outcome> {
  const { session, view } = context;
  if (parsed.vanished && (!byUid || !session.enabled.qresync)) return bad('VANISHED is for UID FETCH with QRESYNC');
  const named = resolveSet(view, parsed.set, byUid);
  if (named === undefined) return bad('No such message');
  const plan = planFetch(parsed, byUid);
  if (plan.showsModSeq) enableCondstore(session);
  const runs = changedRuns(view, named, parsed.changedSince);
  if (parsed.vanished) await tellVanished(context, parsed);
  const newlySeen = plan.setsSeen && !view.readOnly ? await markSeen(context, runs) : new Set<number>();
  if (session.ending !== undefined) return no('The mailbox is gone');
  const fetched = await new FetchRun(context, plan, newlySeen).send(runs);
  if (fetched === 'closed') {
    session.ending ??= 'closed';
    session.apply({ kind: 'ended' });
  }
  if (fetched === 'unknownEncoding') return no('A transfer encoding is not known', { kind: 'UNKNOWN-CTE' });
  if (fetched === 'someGone' && !byUid) return no('Some of the messages are gone', { kind: 'EXPUNGEISSUED' });
  return okay('FETCH completed');
}

/** What of the set is gone comes before the answers about what is there; `*` is the last uid that was given. */
async function tellVanished({ session, view }: SelectedContext, { set, changedSince }: FetchArguments) {
  const known =
    set.kind === 'saved'
      ? rangesOf(view.savedUids)
      : resolveRanges(set.ranges, Math.max(1, view.numbering.mailbox.uidNext - 1));
  const uids = await vanishedUids(session, view, { known, since: changedSince ?? 0 });
  if (uids.length > 0) session.respond({ kind: 'vanished', earlier: true, uids });
}

/** The messages that changed after a modseq (RFC 7162 §3.1.4.1). */
function changedRuns(
  view: MailboxView,
  runs: readonly SequenceRun[],
  since: number | undefined,
): readonly SequenceRun[] {
  return since === undefined ? runs : runsWhere(view, runs, (entry) => entry.modSeq > since);
}

/**
 * Reading a message marks it as seen: for all messages of the command in one commit, before they are sent, so that what
 * the answers show is durable. Gives the uids that it changed. Without the right to, or with a full disk, reading goes on.
 */
async function markSeen(
  { session, account, view }: SelectedContext,
  runs: readonly SequenceRun[],
): Promise<ReadonlySet<number>> {
  const unseen = runsWhere(view, runs, (entry) => (entry.flags & Flag.seen) === 0);
  if (unseen.length === 0) return new Set();
  const marked = await session.commit(view.owner, {
    kind: 'storeFlags',
    mailbox: view.latest.mailboxId,
    uids: uidRangesOf(view.numbering, unseen),
    mode: 'add',
    flags: { system: Flag.seen, keywords: [] },
  });
  if (!marked.ok) return new Set();
  await refresh(session, account, view);
  return new Set(marked.value.changed);
}

function runsWhere(
  view: MailboxView,
  runs: readonly SequenceRun[],
  accepts: (entry: { readonly flags: number; readonly modSeq: number }) => boolean,
): readonly SequenceRun[] {
  const { numbering, latest } = view;
  const chosen: { first: number; last: number }[] = [];
  for (const run of runs) {
    for (let sequence = run.first; sequence <= run.last; sequence++) {
      const entry = numbering === latest ? latest.at(sequence) : latest.find(numbering.uidAt(sequence)!);
      if (entry === undefined || !accepts(entry)) continue;
      const last = chosen.at(-1);
      if (last !== undefined && last.last === sequence - 1) last.last = sequence;
      else chosen.push({ first: sequence, last: sequence });
    }
  }
  return chosen;
}
