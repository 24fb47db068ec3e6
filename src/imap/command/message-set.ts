import { joinRuns, runsOf, runsOfUids, type SequenceRun } from '../session/sequence-run.ts';
import type { MailboxView } from '../session/view.ts';
import { resolveRanges, type SequenceRange, type SequenceSet } from '../wire/index.ts';

export { uidRangesOf } from '../session/sequence-run.ts';

/**
 * The messages that a set names, as runs of the client's sequence numbers. Uids that are not there are passed over
 * (RFC 9051 §6.4.9); a sequence number past the last message gives undefined: the command is bad (RFC 9051 §9, seq-number).
 * Where there is no message, `*` stands for none, and so does a range with it: clients ask for `1:*` before they look.
 */
export function resolveSet(view: MailboxView, set: SequenceSet, byUid: boolean): readonly SequenceRun[] | undefined {
  const { numbering } = view;
  if (set.kind === 'saved') return runsOfUids(numbering, view.savedUids);
  if (!byUid) {
    if (numbering.count === 0) return set.ranges.every(reachesLast) ? [] : undefined;
    const runs = resolveRanges(set.ranges, numbering.count);
    if (runs.some(({ first, last }) => first < 1 || last > numbering.count)) return undefined;
    return runs;
  }
  const runs: SequenceRun[] = [];
  for (const range of resolveRanges(set.ranges, numbering.lastUid ?? 0)) {
    const first = numbering.firstSequenceFrom(range.first);
    const last = numbering.firstSequenceFrom(range.last + 1) - 1;
    if (first <= last) runs.push({ first, last });
  }
  return joinRuns(runs);
}

function reachesLast({ first, last }: SequenceRange): boolean {
  return first === '*' || last === '*';
}

/** For SEARCH: numbers past the last message are passed over, as uids are. */
export function resolveLeniently(view: MailboxView, set: SequenceSet, byUid: boolean): readonly SequenceRun[] {
  if (byUid || set.kind === 'saved') return resolveSet(view, set, byUid) ?? [];
  const { count } = view.numbering;
  const runs = resolveRanges(set.ranges, count).filter(({ first }) => first <= count && count > 0);
  return runs.map(({ first, last }) => ({ first: Math.max(1, first), last: Math.min(last, count) }));
}

export { runsOf };
