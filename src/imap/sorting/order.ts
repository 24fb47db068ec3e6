import type { SortCriterion, SortKey } from '../wire/index.ts';
import type { SortRow } from './row.ts';

type Compare = (a: SortRow, b: SortRow) => number;

const byNumber =
  (value: (row: SortRow) => number): Compare =>
  (a, b) =>
    value(a) - value(b);
const byText =
  (value: (row: SortRow) => string): Compare =>
  (a, b) => {
    const x = value(a);
    const y = value(b);
    return x < y ? -1 : x > y ? 1 : 0;
  };

/** RFC 5256 §3 and RFC 5957 §3. */
const COMPARE: Readonly<Record<SortKey, Compare>> = {
  ARRIVAL: byNumber((row) => row.arrival),
  CC: byText((row) => row.cc),
  DATE: byNumber((row) => row.sent),
  DISPLAYFROM: byText((row) => row.displayFrom),
  DISPLAYTO: byText((row) => row.displayTo),
  FROM: byText((row) => row.from),
  SIZE: byNumber((row) => row.sizeBytes),
  SUBJECT: byText((row) => row.subject),
  TO: byText((row) => row.to),
};

/** By sent date, then by place in the mailbox (RFC 5256 §2.2). */
export const bySent: Compare = (a, b) => a.sent - b.sent || a.uid - b.uid;

/** The rows' uids in the order of the criteria; what is alike in all of them stays in the order of the mailbox. */
export function sortRows(rows: readonly SortRow[], criteria: readonly SortCriterion[]): Uint32Array {
  const steps = criteria.map(({ key, reverse }) => ({ compare: COMPARE[key], sign: reverse ? -1 : 1 }));
  const sorted = [...rows].sort((a, b) => {
    for (const { compare, sign } of steps) {
      const difference = compare(a, b);
      if (difference !== 0) return sign * difference;
    }
    return a.uid - b.uid;
  });
  return Uint32Array.from(sorted, ({ uid }) => uid);
}
