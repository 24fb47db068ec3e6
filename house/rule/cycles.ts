import { importGraph } from '../imports.ts';
import type { Tree, Violation } from '../source.ts';

/** Files do not import each other in a loop, types included: each can be read after those that it names. */
export function checkCycles(tree: Tree): readonly Violation[] {
  const graph = importGraph(tree);
  const found: Violation[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const trail: string[] = [];

  const visit = (path: string): void => {
    state.set(path, 'open');
    trail.push(path);
    for (const edge of graph.get(path) ?? []) {
      // A thread's file is named, and runs apart; it may import what its parent imports, and its parent's data.
      if (edge.import.kind === 'url' || !graph.has(edge.path)) continue;
      if (state.get(edge.path) === 'open') {
        const loop = [...trail.slice(trail.indexOf(edge.path)), edge.path];
        found.push({ rule: 'cycles', path, line: edge.import.line, detail: `a loop: ${loop.join(' -> ')}` });
      } else if (!state.has(edge.path)) visit(edge.path);
    }
    trail.pop();
    state.set(path, 'done');
  };
  for (const path of graph.keys()) if (!state.has(path)) visit(path);
  return found;
}
