import { importGraph, isTest } from '../imports.ts';
import { isTestDoor } from '../rooms.ts';
import type { Tree, Violation } from '../source.ts';
import { type Token, tokens } from '../tokens.ts';

/**
 * Every source file is reached from `src/main.ts` or from a script that package.json names, by imports or as a thread's
 * file; what only tests reach stands behind a test door.
 */
export function checkDeadFiles(tree: Tree): readonly Violation[] {
  const graph = importGraph(tree);
  const reachedFrom = (roots: readonly string[]): ReadonlySet<string> => {
    const reached = new Set<string>();
    const queue = [...roots];
    for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
      if (reached.has(path) || !graph.has(path)) continue;
      reached.add(path);
      for (const edge of graph.get(path)!) queue.push(edge.path);
    }
    return reached;
  };
  const paths = [...graph.keys()];
  const scripts = tree.get('package.json') ?? '';
  const running = reachedFrom(paths.filter((path) => path === 'src/main.ts' || scripts.includes(path)));
  const tested = reachedFrom(paths.filter(isTest));
  return paths
    .filter((path) => /^(?:src|proof|house)\//.test(path) && !isTest(path) && !running.has(path))
    .filter((path) => !(path.startsWith('house/') && tested.has(path)))
    .filter((path) => !(isTestDoor(path) && tested.has(path)))
    .map((path) => ({
      rule: 'dead files',
      path,
      line: 0,
      detail: tested.has(path) ? 'only tests reach it' : 'nothing reaches it',
    }));
}

/**
 * Every value that a file exports is named in some other file; the re-exports of doors do not count. Types are free: a
 * member of an exported union is worth a name even where nobody spells it.
 */
export function checkDeadExports(tree: Tree): readonly Violation[] {
  const usersOf = new Map<string, Set<string>>();
  const exported: { path: string; token: Token }[] = [];
  for (const [path, text] of tree) {
    if (!path.endsWith('.ts')) continue;
    const all = tokens(text);
    if (path.startsWith('src/') && !isTest(path)) {
      for (const token of exportedValues(all)) exported.push({ path, token });
    }
    if (path.endsWith('/index.ts') && all.every((token) => token.text !== 'function' && token.text !== 'class'))
      continue;
    for (const token of all) {
      if (token.kind !== 'word') continue;
      const users = usersOf.get(token.text) ?? new Set();
      usersOf.set(token.text, users.add(path));
    }
  }
  return exported
    .filter(({ path, token }) => [...(usersOf.get(token.text) ?? [])].every((user) => user === path))
    .map(({ path, token }) => ({
      rule: 'dead exports',
      path,
      line: token.line,
      detail: `no other file names ${token.text}`,
    }));
}

function exportedValues(all: readonly Token[]): readonly Token[] {
  const found: Token[] = [];
  for (let i = 0; i < all.length; i++) {
    if (all[i]!.kind !== 'word' || all[i]!.text !== 'export') continue;
    let at = i + 1;
    while (['async', 'abstract'].includes(all[at]?.text ?? '')) at++;
    if (!['function', 'class', 'const', 'let'].includes(all[at]?.text ?? '')) continue;
    if (all[at + 1]?.text === '*') at++;
    const name = all[at + 1];
    if (name?.kind === 'word') found.push(name);
  }
  return found;
}
