/** A message sequence number or a uid; `*` is the largest in use. */
export type SequenceBound = number | '*';

/** Both ends included, in either order (RFC 9051 §9, seq-range). */
export interface SequenceRange {
  readonly first: SequenceBound;
  readonly last: SequenceBound;
}

/** `saved` is `$`, the result of the last SEARCH with SAVE (RFC 9051 §6.4.4.1). */
export type SequenceSet =
  | { readonly kind: 'ranges'; readonly ranges: readonly SequenceRange[] }
  | { readonly kind: 'saved' };

/** Both ends included, first <= last. */
export interface NumberRange {
  readonly first: number;
  readonly last: number;
}

/**
 * The ranges as numbers: `*` replaced by `largest`, ends in order, sorted, overlapping and touching ones merged.
 * So `559:*` with a largest of 500 is 500:559, as RFC 9051 §9 wants.
 */
export function resolveRanges(ranges: readonly SequenceRange[], largest: number): readonly NumberRange[] {
  const numbers = ranges.map(({ first, last }) => {
    const a = first === '*' ? largest : first;
    const b = last === '*' ? largest : last;
    return a <= b ? { first: a, last: b } : { first: b, last: a };
  });
  numbers.sort((a, b) => a.first - b.first);
  const merged: { first: number; last: number }[] = [];
  for (const range of numbers) {
    const before = merged.at(-1);
    if (before !== undefined && range.first <= before.last + 1) before.last = Math.max(before.last, range.last);
    else merged.push(range);
  }
  return merged;
}

/** Numbers in their order as ranges; only neighbours that ascend by one are joined, so pairs of sets stay pairs. */
export function rangesOf(numbers: ArrayLike<number>): readonly NumberRange[] {
  const ranges: { first: number; last: number }[] = [];
  for (let i = 0; i < numbers.length; i++) {
    const number = numbers[i]!;
    const before = ranges.at(-1);
    if (before !== undefined && number === before.last + 1) before.last = number;
    else ranges.push({ first: number, last: number });
  }
  return ranges;
}
