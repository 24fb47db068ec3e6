import { bySent } from './order.ts';
import type { SortRow } from './row.ts';

/** A message in a thread, or a dummy where there is none. Trees can be as deep as there are messages: nothing recurses. */
export class ThreadNode {
  row: SortRow | undefined;
  parent: ThreadNode | undefined;
  children: ThreadNode[] = [];

  constructor(row?: SortRow) {
    this.row = row;
  }

  adopt(child: ThreadNode): void {
    child.parent = this;
    this.children.push(child);
  }
}

/** Every node below these, parents before their children. */
export function nodesInOrder(roots: readonly ThreadNode[]): ThreadNode[] {
  const nodes = [...roots];
  for (let at = 0; at < nodes.length; at++) for (const child of nodes[at]!.children) nodes.push(child);
  return nodes;
}

/** What a node is sorted by: of a dummy, its first child, once these are sorted. */
function dated({ row, children }: ThreadNode): SortRow {
  return row ?? children[0]!.row!;
}

export function sortSiblings(nodes: ThreadNode[]): void {
  if (nodes.length > 1) nodes.sort((a, b) => bySent(dated(a), dated(b)));
}

/**
 * Threads as they are written (RFC 5256 §4): `(3 6 (4 23)(44 7 96))`. Members in a line are parent and child; where a
 * thread splits, each branch has parentheses of its own.
 */
export function writeThreads(roots: readonly ThreadNode[], numberOf: (uid: number) => number): string {
  const pieces: string[] = [];
  const stack: (ThreadNode | ')')[] = [];
  const branch = (nodes: readonly ThreadNode[]): void => {
    for (let i = nodes.length - 1; i >= 0; i--) stack.push(')', nodes[i]!);
  };
  branch(roots);
  while (stack.length > 0) {
    const next = stack.pop()!;
    if (next === ')') {
      pieces.push(')');
      continue;
    }
    pieces.push('(');
    let node: ThreadNode | undefined = next;
    let separator = '';
    while (node !== undefined) {
      if (node.row !== undefined) {
        pieces.push(`${separator}${numberOf(node.row.uid)}`);
        separator = ' ';
      }
      const { children }: ThreadNode = node;
      if (children.length > 1) {
        pieces.push(separator);
        branch(children);
      }
      node = children.length === 1 ? children[0] : undefined;
    }
  }
  return pieces.join('');
}
