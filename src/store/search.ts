import type { MessageId } from '../base/index.ts';
import type { Body } from './body.ts';
import type { MetadataRow } from './contract.ts';
import type { UidRange } from './operation.ts';
import type { Page } from './page.ts';
import type { Query } from './query.ts';
import { type Criterion, compileQuery, Needs, type TextPart } from './search/criterion.ts';
import { Facts } from './search/facts.ts';
import { DEFAULT_SEARCH_READ_LIMITS, type SearchReadLimits } from './search/limits.ts';
import { readHeader } from './search/read-header.ts';
import { Known, type TextQuery } from './search-index.ts';
import type { MailboxSnapshot } from './snapshot.ts';

/** Where a search reads what the snapshot does not hold. */
export interface SearchSource {
  /** Undefined if the message is gone. */
  body(message: MessageId): Promise<Body | undefined>;
  /** Rendered metadata of the snapshot's entries, ascending; those that are gone are left out. */
  metadata(uids: readonly UidRange[]): AsyncIterable<readonly MetadataRow[]>;
  /** What an index knows: see `SearchIndex.match`. */
  known?(query: TextQuery, messages: Uint32Array): Promise<Uint8Array | undefined>;
}

/**
 * Uids of the entries that match, ascending, found by looking at each. What costs least is asked first: the pages, which
 * are at hand; then an index of texts, if there is one; then rendered metadata, then headers, then whole messages, each
 * only for entries that are still open. An entry that is gone by the time its message is read does not match.
 */
export async function searchSnapshot(
  snapshot: MailboxSnapshot,
  query: Query,
  source: SearchSource,
  limits: SearchReadLimits = DEFAULT_SEARCH_READ_LIMITS,
): Promise<Uint32Array> {
  const criterion = compileQuery(query, snapshot);
  const matches: number[] = [];
  let open = judge(criterion, allOf(snapshot), matches);
  if (source.known !== undefined) open = await askIndex(snapshot, criterion, open, matches, source.known);
  for (let start = 0; start < open.count; start += limits.candidatesAtOnceMax) {
    const candidates = candidatesOf(open, start, Math.min(open.count, start + limits.candidatesAtOnceMax));
    const left = criterion.usesMetadata ? await searchMetadata(criterion, candidates, matches, source) : candidates;
    // Each is taken out before it is read: its text, which may be all of a large message, goes with it.
    for (let candidate = left.shift(); candidate !== undefined; candidate = left.shift()) {
      if (await searchMessage(criterion, candidate, source, limits)) matches.push(candidate.uid);
    }
  }
  return Uint32Array.from(matches).sort();
}

/** Entries that are not decided yet. */
interface OpenEntries {
  readonly count: number;
  readonly pages: readonly Page[];
  /** Of each entry: which of `pages`, where in it, and where in the snapshot, from 0. */
  readonly pageIndexes: Uint32Array;
  readonly indexes: Uint32Array;
  readonly places: Uint32Array;
}

/** One that is looked at by itself. */
interface Candidate {
  readonly uid: number;
  readonly page: Page;
  readonly index: number;
  readonly place: number;
  readonly facts: Facts;
}

function allOf({ pages, count }: MailboxSnapshot): OpenEntries {
  const pageIndexes = new Uint32Array(count);
  const indexes = new Uint32Array(count);
  const places = new Uint32Array(count);
  let place = 0;
  for (let i = 0; i < pages.length; i++) {
    for (let index = 0; index < pages[i]!.count; index++) {
      pageIndexes[place] = i;
      indexes[place] = index;
      places[place] = place++;
    }
  }
  return { count, pages, pageIndexes, indexes, places };
}

/** Adds to the matches what is decided by what is at hand, and gives the rest. */
function judge(criterion: Criterion, among: OpenEntries, matches: number[]): OpenEntries {
  const { pages, pageIndexes, indexes, places } = among;
  const open = new Uint32Array(among.count);
  let count = 0;
  for (let i = 0; i < among.count; i++) {
    const page = pages[pageIndexes[i]!]!;
    const verdict = criterion.judge(page, indexes[i]!, places[i]!, undefined);
    if (verdict === true) matches.push(page.uids[indexes[i]!]!);
    else if (verdict === undefined) open[count++] = i;
  }
  if (count === among.count) return among;
  const pick = (column: Uint32Array): Uint32Array => open.subarray(0, count).map((i) => column[i]!);
  return { count, pages, pageIndexes: pick(pageIndexes), indexes: pick(indexes), places: pick(places) };
}

/** The parts about text that cost little first, and each only of entries that are then still open. */
async function askIndex(
  snapshot: MailboxSnapshot,
  criterion: Criterion,
  all: OpenEntries,
  matches: number[],
  ask: NonNullable<SearchSource['known']>,
): Promise<OpenEntries> {
  let open = all;
  const cost = ({ query }: TextPart): number => (query.kind === 'header' ? 0 : 1);
  for (const part of [...criterion.texts].sort((a, b) => cost(a) - cost(b))) {
    if (open.count === 0) break;
    const { count, pages, pageIndexes, indexes, places } = open;
    const messages = new Uint32Array(count);
    for (let i = 0; i < count; i++) messages[i] = pages[pageIndexes[i]!]!.messageIds[indexes[i]!]!;
    const said = await ask(part.query, messages);
    if (said === undefined) continue;
    part.known = new Uint8Array(snapshot.count).fill(Known.unknown);
    for (let i = 0; i < count; i++) part.known[places[i]!] = said[i]!;
    open = judge(criterion, open, matches);
  }
  return open;
}

function candidatesOf(open: OpenEntries, start: number, end: number): Candidate[] {
  const candidates: Candidate[] = [];
  for (let i = start; i < end; i++) {
    const page = open.pages[open.pageIndexes[i]!]!;
    const index = open.indexes[i]!;
    candidates.push({ uid: page.uids[index]!, page, index, place: open.places[i]!, facts: new Facts() });
  }
  return candidates;
}

/** Adds to the matches, and gives those candidates that metadata does not decide. */
async function searchMetadata(
  criterion: Criterion,
  candidates: readonly Candidate[],
  matches: number[],
  source: SearchSource,
): Promise<Candidate[]> {
  const left: Candidate[] = [];
  if (candidates.length === 0) return left;
  const byUid = new Map(candidates.map((candidate) => [candidate.uid, candidate]));
  for await (const rows of source.metadata(runsOf(candidates))) {
    for (const { uid, rendered } of rows) {
      const candidate = byUid.get(uid);
      if (candidate === undefined) continue;
      candidate.facts.learnRendered(rendered);
      const verdict = criterion.judge(candidate.page, candidate.index, candidate.place, candidate.facts);
      if (verdict === true) matches.push(uid);
      else if (verdict === undefined) left.push(candidate);
    }
  }
  return left;
}

async function searchMessage(
  criterion: Criterion,
  { page, index, place, facts }: Candidate,
  source: SearchSource,
  limits: SearchReadLimits,
): Promise<boolean> {
  const body = await source.body(page.messageIds[index]! as MessageId);
  if (body === undefined) return false;
  facts.learnHeader(await readHeader(body, limits));
  const verdict = criterion.judge(page, index, place, facts);
  if (verdict !== undefined) return verdict;
  if (criterion.needs < Needs.body) throw new Error('a search was not decided by all that it needs');
  facts.learnMessage(await body.read(0, limits.bodyMaxBytes));
  return criterion.judge(page, index, place, facts) === true;
}

/** The uids of candidates, which ascend, as runs; a gap of a few uids costs less than another run. */
function runsOf(candidates: readonly Candidate[]): readonly UidRange[] {
  const runs: { first: number; last: number }[] = [];
  for (const { uid } of candidates) {
    const run = runs.at(-1);
    if (run !== undefined && uid - run.last <= 8) run.last = uid;
    else runs.push({ first: uid, last: uid });
  }
  return runs;
}
