import type { MailboxView } from '../session/view.ts';
import {
  type EsearchResponse,
  rangesOf,
  type SearchArguments,
  type SearchReturn,
  searchArguments,
} from '../wire/index.ts';
import { type SelectedContext, whenSelected } from './command.ts';
import { findUids } from './find.ts';
import { type Outcome, okay } from './outcome.ts';

/** RFC 9051 §6.4.4 */
export const search = whenSelected({
  name: 'SEARCH',
  arguments: searchArguments,
  usesSequenceNumbers: true,
  noExpunge: true,
  run: (parsed, context) => find(parsed, context, false),
});

/** RFC 9051 §6.4.9. Its keys may hold sequence numbers too. */
export const uidSearch = whenSelected({
  name: 'UID SEARCH',
  arguments: searchArguments,
  usesSequenceNumbers: true,
  run: (parsed, context) => find(parsed, context, true),
});

const ALL_ALONE: SearchReturn = { min: false, max: false, all: true, count: false, save: false };

async function find(parsed: SearchArguments, context: SelectedContext, byUid: boolean): Promise<Outcome> {
  const { session, view } = context;
  const saves = parsed.returns?.save === true;
  const found = await findUids(parsed.program, context);
  if ('status' in found) {
    if (saves) view.savedUids = new Uint32Array(0);
    return found;
  }
  const { uids, withModSeq } = found;
  const returns = parsed.returns ?? (session.enabled.rev2 ? ALL_ALONE : undefined);
  const numbers = byUid ? uids : uids.map((uid) => view.numbering.sequenceOf(uid));
  if (returns === undefined) {
    const modSeq = withModSeq && uids.length > 0 ? { modSeq: highestModSeq(view, uids) } : {};
    session.respond({ kind: 'search', numbers, ...modSeq });
  } else {
    const told = toldUids(returns, uids);
    if (returns.save) view.savedUids = told;
    if (returns.min || returns.max || returns.all || returns.count) {
      const modSeq = withModSeq && uids.length > 0 ? { modSeq: highestModSeq(view, told) } : {};
      session.respond({ ...extendedAnswer(returns, numbers, context.tag, byUid), ...modSeq });
    }
  }
  // RFC 7162 §3.2.10.2: a UID SEARCH for sequence numbers is no time to take some away.
  return { ...okay('SEARCH completed'), holdsExpunge: byUid && found.asksSequence };
}

/** The messages that the answer is about, and that SAVE keeps (RFC 9051 §6.4.4.1, table 4; RFC 4731 §3.2). */
function toldUids(returns: SearchReturn, uids: Uint32Array): Uint32Array {
  if (returns.all || returns.count || (!returns.min && !returns.max) || uids.length < 2) return uids;
  const ends: number[] = [];
  if (returns.min) ends.push(uids[0]!);
  if (returns.max) ends.push(uids[uids.length - 1]!);
  return Uint32Array.from(ends);
}

function extendedAnswer(returns: SearchReturn, numbers: Uint32Array, tag: string, uid: boolean): EsearchResponse {
  const found = numbers.length > 0;
  return {
    kind: 'esearch',
    tag,
    uid,
    ...(returns.min && found ? { min: numbers[0]! } : {}),
    ...(returns.max && found ? { max: numbers[numbers.length - 1]! } : {}),
    ...(returns.all && found ? { all: rangesOf(numbers) } : {}),
    ...(returns.count ? { count: numbers.length } : {}),
  };
}

export function highestModSeq(view: MailboxView, uids: Uint32Array): number {
  let highest = 0;
  for (const uid of uids) highest = Math.max(highest, view.latest.find(uid)?.modSeq ?? 0);
  return highest;
}
