import type { SortRow } from './row.ts';
import { mergeSubjects } from './subject-merge.ts';
import { nodesInOrder, sortSiblings, ThreadNode } from './thread-node.ts';

/** Steps up a tree in search of loops, for each message on the average; a tree made to be slow loses links instead. */
const LOOP_STEPS_PER_MESSAGE = 64;

/** THREAD=REFERENCES (RFC 5256 §3), its six steps. Rows ascend by uid, so by sequence number. */
export function threadByReferences(rows: readonly SortRow[]): readonly ThreadNode[] {
  const linked = link(rows);
  let roots = prune(linked.filter(({ parent }) => parent === undefined));
  for (const { row, children } of roots) if (row === undefined) sortSiblings(children);
  sortSiblings(roots);
  roots = mergeSubjects(roots);
  const nodes = nodesInOrder(roots);
  for (let i = nodes.length - 1; i >= 0; i--) sortSiblings(nodes[i]!.children);
  sortSiblings(roots);
  return roots;
}

/** Step 1: every message and every dummy, linked. */
function link(rows: readonly SortRow[]): ThreadNode[] {
  const nodes: ThreadNode[] = [];
  const byId = new Map<string, ThreadNode>();
  const loops = new LoopWatch(rows.length * LOOP_STEPS_PER_MESSAGE);
  const nodeOf = (id: string): ThreadNode => {
    let node = byId.get(id);
    if (node === undefined) {
      node = new ThreadNode();
      byId.set(id, node);
      nodes.push(node);
    }
    return node;
  };
  for (const row of rows) {
    const references = referencesOf(row);
    let last: ThreadNode | undefined;
    for (const id of references) {
      const node = nodeOf(id);
      if (last !== undefined && node.parent === undefined && !loops.wouldLoop(last, node)) loops.link(last, node);
      last = node;
    }
    const own = ownNode(row, byId, nodes);
    if (own.parent !== undefined) unlink(own);
    if (last !== undefined && !loops.wouldLoop(last, own)) loops.link(last, own);
  }
  for (const node of nodes) if (node.parent !== undefined) node.parent.children.push(node);
  return nodes;
}

function referencesOf({ references, repliedTo }: SortRow): readonly string[] {
  if (references !== undefined && references.length > 0) return references;
  return repliedTo === undefined ? [] : [repliedTo];
}

/** The node of the message's id; one without an id, or with that of an earlier message, has a node of its own. */
function ownNode(row: SortRow, byId: Map<string, ThreadNode>, nodes: ThreadNode[]): ThreadNode {
  const known = row.ownId === undefined ? undefined : byId.get(row.ownId);
  if (known !== undefined && known.row === undefined) {
    known.row = row;
    return known;
  }
  const node = new ThreadNode(row);
  nodes.push(node);
  if (row.ownId !== undefined && known === undefined) byId.set(row.ownId, node);
  return node;
}

/** Children are filled in when all links stand. */
function unlink(node: ThreadNode): void {
  node.parent = undefined;
}

/**
 * Tells whether a link would make a loop. Trees that were never linked cannot (a union of sets says so at once); within
 * one the way up is walked, as long as the steps last.
 */
class LoopWatch {
  readonly #sets = new Map<ThreadNode, ThreadNode>();
  #stepsLeft: number;

  constructor(stepsMax: number) {
    this.#stepsLeft = stepsMax + 100_000;
  }

  wouldLoop(parent: ThreadNode, child: ThreadNode): boolean {
    if (parent === child) return true;
    if (this.#setOf(parent) !== this.#setOf(child)) return false;
    for (let at = parent.parent; at !== undefined; at = at.parent) {
      if (at === child || this.#stepsLeft-- <= 0) return true;
    }
    return false;
  }

  link(parent: ThreadNode, child: ThreadNode): void {
    child.parent = parent;
    this.#sets.set(this.#setOf(child), this.#setOf(parent));
  }

  #setOf(node: ThreadNode): ThreadNode {
    let root = node;
    for (let next = this.#sets.get(root); next !== undefined && next !== root; next = this.#sets.get(root)) root = next;
    for (let at = node; at !== root; ) {
      const next = this.#sets.get(at)!;
      this.#sets.set(at, root);
      at = next;
    }
    return root;
  }
}

/** Steps 2 and 3: dummies go; their children take their place, but at the top only where there is one alone. */
function prune(roots: readonly ThreadNode[]): ThreadNode[] {
  const nodes = nodesInOrder(roots);
  for (let i = nodes.length - 1; i >= 0; i--) {
    const node = nodes[i]!;
    node.children = node.children.flatMap((child) => (child.row === undefined ? child.children : [child]));
    for (const child of node.children) child.parent = node;
  }
  return roots.flatMap((root) => (root.row !== undefined || root.children.length > 1 ? [root] : root.children));
}
