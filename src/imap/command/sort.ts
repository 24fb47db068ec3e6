import { sortRows } from '../sorting/order.ts';
import { rangesOf, type SortArguments, sortArguments } from '../wire/index.ts';
import { type SelectedContext, whenSelected } from './command.ts';
import { findUids, sequencesOf } from './find.ts';
import { type Outcome, okay } from './outcome.ts';
import { highestModSeq } from './search.ts';

/** RFC 5256 §3, with the sort keys of RFC 5957 and RETURN of RFC 5267 §3 */
export const sort = whenSelected({
  name: 'SORT',
  arguments: sortArguments,
  usesSequenceNumbers: true,
  noExpunge: true,
  run: (parsed, context) => run(parsed, context, false),
});

export const uidSort = whenSelected({
  name: 'UID SORT',
  arguments: sortArguments,
  usesSequenceNumbers: true,
  run: (parsed, context) => run(parsed, context, true),
});

async function run(parsed: SortArguments, context: SelectedContext, byUid: boolean): Promise<Outcome> {
  const { session, view, tag } = context;
  const { returns } = parsed;
  if (returns?.save === true) view.savedUids = new Uint32Array(0);
  const found = await findUids(parsed.program, context);
  if ('status' in found) return found;
  const order = await orderOf(parsed, found.uids, context);
  const sorted = order.map((place) => found.uids[place]!);
  const sequences = byUid ? undefined : sequencesOf(view.numbering, found.uids);
  const numbers = sequences === undefined ? sorted : order.map((place) => sequences[place]!);
  const modSeq = found.withModSeq && numbers.length > 0 ? { modSeq: highestModSeq(view, sorted) } : {};
  if (returns === undefined) session.respond({ kind: 'sort', numbers, ...modSeq });
  else {
    const { min, max, all, count, save } = returns;
    if (save) view.savedUids = savedUids(parsed, sorted);
    const some = numbers.length > 0;
    if (min || max || all || count) {
      session.respond({
        kind: 'esearch',
        tag,
        uid: byUid,
        ...(min && some ? { min: numbers[0]! } : {}),
        ...(max && some ? { max: numbers[numbers.length - 1]! } : {}),
        ...(all && some ? { all: rangesOf(numbers) } : {}),
        ...(count ? { count: numbers.length } : {}),
        ...modSeq,
      });
    }
  }
  return { ...okay('SORT completed'), holdsExpunge: byUid && found.asksSequence };
}

/** Places among the uids, in the order of sorting; a message that is gone by now is left out. */
async function orderOf(
  { criteria }: SortArguments,
  uids: Uint32Array,
  { session, view }: SelectedContext,
): Promise<Uint32Array> {
  const { rowCache } = session.services;
  const program = criteria.map(({ key, reverse }) => (reverse ? `-${key}` : key)).join(' ');
  const known = rowCache.result(view.latest, program, uids);
  if (known instanceof Uint32Array) return known;
  const places = new Map(Array.from(uids, (uid, place) => [uid, place]));
  const order = sortRows(await rowCache.rows(view.latest, uids), criteria).map((uid) => places.get(uid)!);
  rowCache.keepResult(view.latest, program, uids, order);
  return order;
}

/** With MIN or MAX alone, `$` is the first or the last of the order (RFC 5182 §2.1, RFC 5267 §3). */
function savedUids({ returns }: SortArguments, sorted: Uint32Array): Uint32Array {
  if (returns === undefined || returns.all || returns.count || (!returns.min && !returns.max)) return sorted.toSorted();
  const ends = new Set<number>();
  if (returns.min && sorted.length > 0) ends.add(sorted[0]!);
  if (returns.max && sorted.length > 0) ends.add(sorted[sorted.length - 1]!);
  return Uint32Array.from(ends).sort();
}
