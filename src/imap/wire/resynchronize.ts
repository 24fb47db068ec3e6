import type { ArgumentReader } from './argument-reader.ts';
import { PAREN_CLOSE, PAREN_OPEN } from './character.ts';
import { type NumberRange, resolveRanges } from './sequence-set.ts';
import { readSequenceSet } from './sequence-set-argument.ts';

/** `QRESYNC (uidvalidity modseq [known-uids] [(sequences uids)])` of SELECT and EXAMINE (RFC 7162 §3.2.5). */
export interface Resynchronize {
  readonly uidValidity: number;
  /** The client knows everything up to and with it. */
  readonly modSeq: number;
  /** Ascending, apart; undefined: all uids that there ever were. */
  readonly knownUids: readonly NumberRange[] | undefined;
  readonly match: SequenceMatch | undefined;
}

/** Sequence numbers and, in the same order, the uids that the client knows them by: as many of each, both ascending. */
export interface SequenceMatch {
  readonly sequences: readonly NumberRange[];
  readonly uids: readonly NumberRange[];
}

/** What follows the word QRESYNC. */
export function readResynchronize(reader: ArgumentReader): Resynchronize | undefined {
  if (!reader.space() || !reader.expect(PAREN_OPEN, 'listStart')) return undefined;
  const uidValidity = reader.nonZeroNumber();
  const modSeq = uidValidity !== undefined && reader.space() ? reader.number64() : undefined;
  if (uidValidity === undefined || modSeq === undefined) return undefined;
  let knownUids: readonly NumberRange[] | undefined;
  let match: SequenceMatch | undefined;
  if (reader.peek() === SP && reader.peek(1) !== PAREN_OPEN) {
    knownUids = reader.space() && readNumbers(reader);
    if (knownUids === undefined) return undefined;
  }
  if (reader.skip(SP)) {
    match = readMatch(reader);
    if (match === undefined) return undefined;
  }
  return reader.expect(PAREN_CLOSE, 'listEnd') && { uidValidity, modSeq, knownUids, match };
}

const SP = 0x20;

function readMatch(reader: ArgumentReader): SequenceMatch | undefined {
  if (!reader.expect(PAREN_OPEN, 'listStart')) return undefined;
  const sequences = readAscending(reader);
  const start = reader.at + 1;
  const uids = sequences && reader.space() && readAscending(reader);
  if (sequences === undefined || uids === undefined) return undefined;
  if (countOf(sequences) !== countOf(uids)) return reader.fail('sequenceSet', start);
  return reader.expect(PAREN_CLOSE, 'listEnd') && { sequences, uids };
}

/** A set of numbers alone: `*` and `$` mean nothing to one who was away. */
function readNumbers(reader: ArgumentReader): readonly NumberRange[] | undefined {
  const ranges = readPlainRanges(reader);
  return ranges && resolveRanges(ranges, 0);
}

/** Ranges that ascend and do not touch backwards (RFC 7162 §3.2.5.2), as they stand. */
function readAscending(reader: ArgumentReader): readonly NumberRange[] | undefined {
  const start = reader.at;
  const ranges = readPlainRanges(reader);
  if (ranges === undefined) return undefined;
  let before = 0;
  for (const { first, last } of ranges) {
    if (first <= before || last < first) return reader.fail('sequenceSet', start);
    before = last;
  }
  return ranges;
}

function readPlainRanges(reader: ArgumentReader): readonly NumberRange[] | undefined {
  const start = reader.at;
  const set = readSequenceSet(reader);
  if (set === undefined) return undefined;
  if (set.kind === 'saved') return reader.fail('sequenceSet', start);
  const ranges: NumberRange[] = [];
  for (const { first, last } of set.ranges) {
    if (first === '*' || last === '*') return reader.fail('sequenceSet', start);
    ranges.push({ first, last });
  }
  return ranges;
}

function countOf(ranges: readonly NumberRange[]): number {
  let count = 0;
  for (const { first, last } of ranges) count += last - first + 1;
  return count;
}
