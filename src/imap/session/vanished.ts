import { lowerBound, type MailboxSnapshot } from '../../store/index.ts';
import { type NumberRange, rangesOf, type SequenceMatch } from '../wire/index.ts';
import type { Session } from './session.ts';
import type { MailboxView } from './view.ts';

/** Uids that a client may know of messages that are gone (RFC 7162 §3.2.5.1, §3.2.6). */
export interface VanishedQuery {
  /** Ascending, apart. */
  readonly known: readonly NumberRange[];
  readonly since: number;
  readonly match?: SequenceMatch | undefined;
}

/**
 * The uids for VANISHED (EARLIER). Where policy has pruned the traces of what was expunged so long ago, every uid that is
 * not there counts as gone, unless the client's sequence numbers prove that it knows (RFC 7162 §3.2.5.2). What the client
 * still counts is not among them: that is told by VANISHED, when it may be.
 */
export async function vanishedUids(
  session: Session,
  view: MailboxView,
  { known, since, match }: VanishedQuery,
): Promise<readonly NumberRange[]> {
  const { numbering } = view;
  const found = await session.services.store.tombstones(view.owner, numbering.mailboxId, since);
  if (!found.ok || !found.value.complete) {
    const from = match === undefined ? 1 : matchedUid(numbering, match) + 1;
    return absentUids(numbering, known, from);
  }
  return rangesOf(found.value.uids.filter((uid) => isWithin(uid, known) && numbering.sequenceOf(uid) === 0));
}

/** The highest uid up to which the client's numbers are those of the mailbox: below it, it knows what is gone. */
export function matchedUid(snapshot: MailboxSnapshot, { sequences, uids }: SequenceMatch): number {
  let matched = 0;
  let index = 0;
  let uid = uids[0]?.first ?? 0;
  for (const { first, last } of sequences) {
    for (let sequence = first; sequence <= last; sequence++) {
      if (snapshot.uidAt(sequence) !== uid) return matched;
      matched = uid;
      if (uid < uids[index]!.last) uid++;
      else uid = uids[++index]?.first ?? 0;
    }
  }
  return matched;
}

/** The uids of the ranges, from `from` up to the last that was ever given, that have no entry. */
export function absentUids(
  snapshot: MailboxSnapshot,
  ranges: readonly NumberRange[],
  from: number,
): readonly NumberRange[] {
  const absent: NumberRange[] = [];
  for (const range of ranges) {
    let next = Math.max(range.first, from);
    const last = Math.min(range.last, snapshot.mailbox.uidNext - 1);
    for (let sequence = snapshot.firstSequenceFrom(next); next <= last; sequence++) {
      const uid = snapshot.uidAt(sequence) ?? last + 1;
      if (uid > next) absent.push({ first: next, last: Math.min(uid - 1, last) });
      next = uid + 1;
    }
  }
  return absent;
}

/** The entries of the ranges that changed after a modseq; pages without one are passed over. */
export function* changedUids(
  { pages }: MailboxSnapshot,
  ranges: readonly NumberRange[],
  since: number,
): Generator<number> {
  let from = 0;
  for (const page of pages) {
    if (page.modSeq <= since) continue;
    const { uids, count, modSeqs } = page;
    while (from < ranges.length && ranges[from]!.last < uids[0]!) from++;
    for (let at = from; at < ranges.length && ranges[at]!.first <= uids[count - 1]!; at++) {
      const { first, last } = ranges[at]!;
      for (let i = lowerBound(uids, count, first); i < count && uids[i]! <= last; i++) {
        if (modSeqs[i]! > since) yield uids[i]!;
      }
    }
  }
}

function isWithin(uid: number, ascending: readonly NumberRange[]): boolean {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]!.last < uid) low = middle + 1;
    else high = middle;
  }
  return low < ascending.length && ascending[low]!.first <= uid;
}
