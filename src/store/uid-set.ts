import type { UidRange } from './operation.ts';
import { type Entry, entryAt, lowerBound, type Page, pageOf } from './page.ts';

/** Ranges in ascending order, those that touch or overlap joined; empty ones (first above last) are left out. */
export function normalRanges(ranges: readonly UidRange[]): readonly UidRange[] {
  const sorted = ranges.filter((range) => range.first <= range.last).sort((a, b) => a.first - b.first);
  const normal: { first: number; last: number }[] = [];
  for (const range of sorted) {
    const before = normal.at(-1);
    if (before !== undefined && range.first <= before.last + 1) before.last = Math.max(before.last, range.last);
    else normal.push({ first: range.first, last: range.last });
  }
  return normal;
}

/** The entries whose uids lie in the ranges, ascending; costs what it finds, not what the ranges span. */
export function* entriesIn(pages: readonly Page[], ranges: readonly UidRange[]): Generator<Entry> {
  for (const { first, last } of normalRanges(ranges)) {
    for (let at = firstPageFrom(pages, pageOf(first)); at < pages.length; at++) {
      const page = pages[at]!;
      if (page.number > pageOf(last)) break;
      for (let i = lowerBound(page.uids, page.count, first); i < page.count && page.uids[i]! <= last; i++) {
        yield entryAt(page, i);
      }
    }
  }
}

/** The index of the first page whose number is not below `number`. */
export function firstPageFrom(pages: readonly Page[], number: number): number {
  let low = 0;
  let high = pages.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (pages[middle]!.number < number) low = middle + 1;
    else high = middle;
  }
  return low;
}
