import type { MailboxSnapshot } from '../../store/index.ts';
import { enableCondstore } from '../session/sync.ts';
import type { SearchProgram } from '../wire/index.ts';
import type { SelectedContext } from './command.ts';
import { no, type Outcome } from './outcome.ts';
import { asksModSeq, asksSequence, searchQuery } from './search-query.ts';
import { threadUids } from './search-resolve.ts';
import { refusedByStore } from './store-error.ts';

/** What a search found among the messages that the client knows of. */
export interface Found {
  /** Ascending. */
  readonly uids: Uint32Array;
  /** MODSEQ was among the keys: the answer tells the highest (RFC 7162 §3.1.5). */
  readonly withModSeq: boolean;
  /** Sequence numbers were among the keys. */
  readonly asksSequence: boolean;
}

/** Runs the search part of SEARCH, SORT and THREAD; the outcome if it cannot be run. */
export async function findUids(program: SearchProgram, { session, view }: SelectedContext): Promise<Found | Outcome> {
  if (program.kind === 'unknownCharset') {
    return no('Charset not supported', { kind: 'BADCHARSET', charsets: ['US-ASCII', 'UTF-8'] });
  }
  const withModSeq = asksModSeq(program.key);
  if (withModSeq) enableCondstore(session);
  const { store, clock } = session.services;
  const threads = await threadUids(session, view.latest, program.key);
  const query = searchQuery({ view, now: clock.now(), threads }, program.key);
  const found = await store.search(view.latest, query);
  if (!found.ok) return refusedByStore(found.error);
  // What the client was not told of yet, it cannot be told to have found.
  const known = view.numbering === view.latest;
  const uids = known ? found.value : found.value.filter((uid) => view.numbering.sequenceOf(uid) !== 0);
  return { uids, withModSeq, asksSequence: asksSequence(program.key) };
}

/** The sequence numbers of ascending uids that the snapshot has. */
export function sequencesOf(snapshot: MailboxSnapshot, uids: Uint32Array): Uint32Array {
  if (uids.length < snapshot.count) return uids.map((uid) => snapshot.sequenceOf(uid));
  return uids.map((_, at) => at + 1);
}
