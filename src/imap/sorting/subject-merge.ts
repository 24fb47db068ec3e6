import { ThreadNode } from './thread-node.ts';

/** Step 5 of REFERENCES (RFC 5256 §3): threads of one base subject become one. Gives the threads that are left. */
export function mergeSubjects(roots: readonly ThreadNode[]): ThreadNode[] {
  const table = new Map<string, ThreadNode>();
  for (const root of roots) {
    const subject = subjectOf(root);
    if (subject === '') continue;
    const known = table.get(subject);
    if (known === undefined || goesBefore(root, known)) table.set(subject, root);
  }
  const left = new Set(roots);
  for (const root of roots) {
    const known = table.get(subjectOf(root));
    if (known === undefined || known === root) continue;
    left.delete(root);
    if (known.row === undefined) {
      for (const child of root.row === undefined ? root.children : [root]) known.adopt(child);
    } else if (isReply(root) && !isReply(known)) known.adopt(root);
    else {
      const dummy = new ThreadNode();
      dummy.adopt(known);
      dummy.adopt(root);
      left.delete(known);
      left.add(dummy);
      table.set(subjectOf(root), dummy);
    }
  }
  return [...left];
}

function goesBefore(root: ThreadNode, known: ThreadNode): boolean {
  return known.row !== undefined && (root.row === undefined || (isReply(known) && !isReply(root)));
}

function subjectOf({ row, children }: ThreadNode): string {
  return (row ?? children[0]!.row!).subject;
}

function isReply({ row }: ThreadNode): boolean {
  return row?.isReply === true;
}
