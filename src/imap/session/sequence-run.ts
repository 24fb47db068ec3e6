import type { MailboxSnapshot, UidRange } from '../../store/index.ts';

/** Sequence numbers from `first` to `last`, both included, in the client's numbering. Lists of runs ascend, apart. */
export interface SequenceRun {
  readonly first: number;
  readonly last: number;
}

/** Sorts runs and joins those that touch. */
export function joinRuns(runs: readonly SequenceRun[]): readonly SequenceRun[] {
  if (runs.length < 2) return runs;
  const sorted = [...runs].sort((a, b) => a.first - b.first);
  const joined: { first: number; last: number }[] = [];
  for (const run of sorted) {
    const last = joined.at(-1);
    if (last !== undefined && run.first <= last.last + 1) last.last = Math.max(last.last, run.last);
    else joined.push({ ...run });
  }
  return joined;
}

export function runsCount(runs: readonly SequenceRun[]): number {
  let count = 0;
  for (const run of runs) count += run.last - run.first + 1;
  return count;
}

/** The same numbers in runs of at most `max`. */
export function* sliceRuns(runs: readonly SequenceRun[], max: number): Generator<SequenceRun> {
  for (const run of runs) {
    for (let first = run.first; first <= run.last; first += max) {
      yield { first, last: Math.min(run.last, first + max - 1) };
    }
  }
}

/** Runs of ascending numbers. */
export function runsOf(numbers: Iterable<number>): readonly SequenceRun[] {
  const runs: { first: number; last: number }[] = [];
  let open: { first: number; last: number } | undefined;
  for (const n of numbers) {
    if (open !== undefined && n === open.last + 1) open.last = n;
    else {
      open = { first: n, last: n };
      runs.push(open);
    }
  }
  return runs;
}

/** The sequence numbers of uids; those that the snapshot lacks are passed over (RFC 9051 §6.4.9). */
export function runsOfUids(snapshot: MailboxSnapshot, uids: Iterable<number>): readonly SequenceRun[] {
  const sequences: number[] = [];
  for (const uid of uids) {
    const sequence = snapshot.sequenceOf(uid);
    if (sequence !== 0) sequences.push(sequence);
  }
  return runsOf(sequences);
}

/**
 * The uids of runs as ranges for the store. A range may span uids that are gone, never one that the client was not told
 * of: new uids are above all that it knows.
 */
export function uidRangesOf(snapshot: MailboxSnapshot, runs: readonly SequenceRun[]): readonly UidRange[] {
  const ranges: UidRange[] = [];
  for (const run of runs) {
    const first = snapshot.uidAt(run.first);
    const last = snapshot.uidAt(run.last);
    if (first !== undefined && last !== undefined) ranges.push({ first, last });
  }
  return ranges;
}
