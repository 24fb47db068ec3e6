import { EMPTY, indexOfBytes, type MessageId } from '../base/index.ts';
import type { Body } from './body.ts';
import type { MetadataRow } from './contract.ts';
import type { UidRange } from './operation.ts';
import type { Page } from './page.ts';
import type { Query } from './query.ts';
import { type Criterion, compileQuery, Needs } from './search/criterion.ts';
import { Facts } from './search/facts.ts';
import { DEFAULT_SEARCH_READ_LIMITS, type SearchReadLimits } from './search/limits.ts';
import type { MailboxSnapshot } from './snapshot.ts';

/** Where a search reads what the snapshot does not hold. */
export interface SearchSource {
  /** Undefined if the message is gone. */
  body(message: MessageId): Promise<Body | undefined>;
  /** Rendered metadata of the snapshot's entries, ascending; those that are gone are left out. */
  metadata(uids: readonly UidRange[]): AsyncIterable<readonly MetadataRow[]>;
}

/**
 * Uids of the entries that match, ascending, found by looking at each. What costs least is asked first: the pages, which
 * are at hand; then rendered metadata, then headers, then whole messages, each only for entries that are still open.
 * An entry that is gone by the time its message is read does not match.
 */
export async function searchSnapshot(
  snapshot: MailboxSnapshot,
  query: Query,
  source: SearchSource,
  limits: SearchReadLimits = DEFAULT_SEARCH_READ_LIMITS,
): Promise<Uint32Array> {
  const criterion = compileQuery(query, snapshot);
  const { matches, open } = searchPages(snapshot, criterion);
  for (let start = 0; start < open.length; start += limits.candidatesAtOnceMax) {
    const candidates = open.slice(start, start + limits.candidatesAtOnceMax).map(toCandidate);
    const left = criterion.usesMetadata ? await searchMetadata(criterion, candidates, matches, source) : candidates;
    // Each is taken out before it is read: its text, which may be all of a large message, goes with it.
    for (let candidate = left.shift(); candidate !== undefined; candidate = left.shift()) {
      if (await searchMessage(criterion, candidate, source, limits)) matches.push(candidate.uid);
    }
  }
  return Uint32Array.from(matches).sort();
}

interface Entry {
  readonly uid: number;
  readonly page: Page;
  readonly index: number;
}

/** An entry that is not decided yet. */
interface Candidate extends Entry {
  readonly facts: Facts;
}

const toCandidate = ({ uid, page, index }: Entry): Candidate => ({ uid, page, index, facts: new Facts() });

function searchPages(snapshot: MailboxSnapshot, criterion: Criterion): { matches: number[]; open: Entry[] } {
  const matches: number[] = [];
  const open: Entry[] = [];
  for (const page of snapshot.pages) {
    for (let index = 0; index < page.count; index++) {
      const verdict = criterion.judge(page, index, undefined);
      const uid = page.uids[index]!;
      if (verdict === true) matches.push(uid);
      else if (verdict === undefined) open.push({ uid, page, index });
    }
  }
  return { matches, open };
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
      const verdict = criterion.judge(candidate.page, candidate.index, candidate.facts);
      if (verdict === true) matches.push(uid);
      else if (verdict === undefined) left.push(candidate);
    }
  }
  return left;
}

async function searchMessage(
  criterion: Criterion,
  { page, index, facts }: Candidate,
  source: SearchSource,
  limits: SearchReadLimits,
): Promise<boolean> {
  const body = await source.body(page.messageIds[index]! as MessageId);
  if (body === undefined) return false;
  facts.learnHeader(await readHeader(body, limits));
  const verdict = criterion.judge(page, index, facts);
  if (verdict !== undefined) return verdict;
  if (criterion.needs < Needs.body) throw new Error('a search was not decided by all that it needs');
  facts.learnMessage(await body.read(0, limits.bodyMaxBytes));
  return criterion.judge(page, index, facts) === true;
}

const HEADER_END = Uint8Array.of(13, 10, 13, 10);
const BARE_HEADER_END = Uint8Array.of(10, 10);

/** The bytes of a message through the blank line after its header, or more. */
async function readHeader(body: Body, limits: SearchReadLimits): Promise<Uint8Array> {
  const max = Math.min(body.sizeBytes, limits.headerMaxBytes);
  for (let length = limits.headerStepBytes; ; length *= 2) {
    const bytes = max === 0 ? EMPTY : await body.read(0, Math.min(length, max));
    if (length >= max) return bytes;
    const ends = [indexOfBytes(bytes, HEADER_END), indexOfBytes(bytes, BARE_HEADER_END)].filter((end) => end !== -1);
    if (ends.length > 0) return bytes.subarray(0, Math.min(...ends) + HEADER_END.length);
  }
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
