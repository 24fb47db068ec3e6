import { bySent } from './order.ts';
import type { SortRow } from './row.ts';
import { sortSiblings, ThreadNode } from './thread-node.ts';

/** THREAD=ORDEREDSUBJECT (RFC 5256 §3): messages of one base subject, all below the first of them. */
export function threadByOrderedSubject(rows: readonly SortRow[]): readonly ThreadNode[] {
  const threads = new Map<string, ThreadNode>();
  for (const row of [...rows].sort(bySent)) {
    const first = threads.get(row.subject);
    if (first === undefined) threads.set(row.subject, new ThreadNode(row));
    else first.adopt(new ThreadNode(row));
  }
  const roots = [...threads.values()];
  sortSiblings(roots);
  return roots;
}
