import type { ArgumentReader } from './argument-reader.ts';
import { ASTERISK, COLON, COMMA, DIGIT_CHAR, DOLLAR, isOf } from './character.ts';
import type { SequenceBound, SequenceRange, SequenceSet } from './sequence-set.ts';

/** RFC 9051 §9, sequence-set. */
export function readSequenceSet(reader: ArgumentReader): SequenceSet | undefined {
  if (reader.skip(DOLLAR)) return { kind: 'saved' };
  const ranges: SequenceRange[] = [];
  do {
    if (ranges.length === reader.limits.sequenceSetItemsMax) return reader.fail('tooMany');
    const first = readBound(reader);
    if (first === undefined) return undefined;
    const last = reader.skip(COLON) ? readBound(reader) : first;
    if (last === undefined) return undefined;
    ranges.push({ first, last });
  } while (reader.skip(COMMA));
  return { kind: 'ranges', ranges };
}

/** Whether a sequence set can begin here: a digit, `*` or `$`. */
export function atSequenceSet(reader: ArgumentReader): boolean {
  const byte = reader.peek();
  return byte === ASTERISK || byte === DOLLAR || isOf(byte, DIGIT_CHAR);
}

function readBound(reader: ArgumentReader): SequenceBound | undefined {
  if (reader.skip(ASTERISK)) return '*';
  return isOf(reader.peek(), DIGIT_CHAR) ? reader.nonZeroNumber() : reader.fail('sequenceSet');
}
