import { threadByOrderedSubject } from '../sorting/ordered-subject.ts';
import { threadByReferences } from '../sorting/references.ts';
import { writeThreads } from '../sorting/thread-node.ts';
import { type ThreadArguments, threadArguments } from '../wire/index.ts';
import { type SelectedContext, whenSelected } from './command.ts';
import { findUids, sequencesOf } from './find.ts';
import { bad, type Outcome, okay } from './outcome.ts';

/** RFC 5256 §3 */
export const thread = whenSelected({
  name: 'THREAD',
  arguments: threadArguments,
  usesSequenceNumbers: true,
  noExpunge: true,
  run: (parsed, context) => run(parsed, context, false),
});

export const uidThread = whenSelected({
  name: 'UID THREAD',
  arguments: threadArguments,
  usesSequenceNumbers: true,
  run: (parsed, context) => run(parsed, context, true),
});

async function run(
  { algorithm, program }: ThreadArguments,
  context: SelectedContext,
  byUid: boolean,
): Promise<Outcome> {
  const { session, view } = context;
  if (algorithm !== 'REFERENCES' && algorithm !== 'ORDEREDSUBJECT') return bad('Unknown threading algorithm');
  const found = await findUids(program, context);
  if ('status' in found) return found;
  const numbers = byUid ? found.uids : sequencesOf(view.numbering, found.uids);
  const text = await threadText(algorithm, found.uids, numbers, context);
  session.respond({ kind: 'thread', text });
  return { ...okay('THREAD completed'), holdsExpunge: byUid && found.asksSequence };
}

async function threadText(
  algorithm: 'REFERENCES' | 'ORDEREDSUBJECT',
  uids: Uint32Array,
  numbers: Uint32Array,
  { session, view }: SelectedContext,
): Promise<string> {
  const { rowCache } = session.services;
  const program = uids === numbers ? `UID ${algorithm}` : algorithm;
  const known = rowCache.result(view.latest, program, uids, numbers);
  if (typeof known === 'string') return known;
  const rows = await rowCache.rows(view.latest, uids);
  if (algorithm === 'REFERENCES') await rowCache.fillReferences(view.latest, rows);
  const roots = algorithm === 'REFERENCES' ? threadByReferences(rows) : threadByOrderedSubject(rows);
  const numberOf = new Map(Array.from(uids, (uid, at) => [uid, numbers[at]!]));
  const text = writeThreads(roots, (uid) => numberOf.get(uid)!);
  rowCache.keepResult(view.latest, program, uids, text, numbers);
  return text;
}
