import { posix } from 'node:path';
import type { Tree } from './source.ts';
import { type Token, tokens } from './tokens.ts';

/** One place where a file names another. */
export interface Import {
  readonly specifier: string;
  readonly line: number;
  /** `url`: `new URL('./x', import.meta.url)` or `new Worker('./x')`: how threads and data files are named. */
  readonly kind: 'static' | 'dynamic' | 'url';
}

/** Finds static, type, side-effect and dynamic imports, re-exports, and addresses relative to the file. */
export function importsOf(text: string): readonly Import[] {
  const all = tokens(text);
  const found: Import[] = [];
  const add = (token: Token | undefined, kind: Import['kind']): void => {
    if (token?.kind === 'string' || (token?.kind === 'template' && token.text !== '')) {
      found.push({ specifier: token.text, line: token.line, kind });
    }
  };
  for (let i = 0; i < all.length; i++) {
    const token = all[i]!;
    if (token.kind !== 'word' || isMark(all[i - 1], '.')) continue;
    const next = all[i + 1];
    if (token.text === 'import') {
      if (isMark(next, '(')) add(all[i + 2], 'dynamic');
      else if (next?.kind === 'string') add(next, 'static');
      else if (!isMark(next, '.')) add(stringAfterFrom(all, i + 1), 'static');
    } else if (token.text === 'export' && (isMark(next, '*') || isMark(next, '{') || isTypeList(all, i + 1))) {
      add(stringAfterFrom(all, i + 1), 'static');
    } else if (token.text === 'new' && isMark(all[i + 2], '(')) {
      const made = next?.text;
      const relative = isMark(all[i + 4], ',') && all[i + 5]?.text === 'import' && all[i + 7]?.text === 'meta';
      if ((made === 'URL' && relative) || made === 'Worker') add(all[i + 3], 'url');
    }
  }
  return found;
}

function isMark(token: Token | undefined, text: string): boolean {
  return token?.kind === 'mark' && token.text === text;
}

/** `export type { … }` or `export type * …`, and not `export type Name = …`. */
function isTypeList(all: readonly Token[], at: number): boolean {
  return all[at]?.text === 'type' && (isMark(all[at + 1], '{') || isMark(all[at + 1], '*'));
}

/** The string behind the `from` that ends an import or export clause; undefined if there is none. */
function stringAfterFrom(all: readonly Token[], start: number): Token | undefined {
  for (let i = start; i < all.length; i++) {
    const token = all[i]!;
    if (token.kind === 'word' && token.text === 'from' && all[i + 1]?.kind === 'string') return all[i + 1];
    // A clause holds names, braces, commas and stars alone.
    if (token.kind !== 'word' && !(token.kind === 'mark' && '{},*'.includes(token.text))) return undefined;
    if (isMark(token, '}') && all[i + 1]?.text !== 'from') return undefined;
  }
  return undefined;
}

/** Whether a specifier names a file and not a package or a module of Node. */
export function isRelative(specifier: string): boolean {
  return specifier.startsWith('./') || specifier.startsWith('../');
}

/** The path from the top of the project; it may lead out of it, and then begins with `..`. */
export function resolveImport(path: string, specifier: string): string {
  return posix.normalize(posix.join(posix.dirname(path), specifier));
}

/** Which files of the tree each TypeScript file names. */
export type ImportGraph = ReadonlyMap<string, readonly { readonly path: string; readonly import: Import }[]>;

export function importGraph(tree: Tree): ImportGraph {
  const graph = new Map<string, { path: string; import: Import }[]>();
  for (const [path, text] of tree) {
    if (!path.endsWith('.ts')) continue;
    const edges: { path: string; import: Import }[] = [];
    for (const found of importsOf(text)) {
      if (isRelative(found.specifier)) edges.push({ path: resolveImport(path, found.specifier), import: found });
    }
    graph.set(path, edges);
  }
  return graph;
}

export function isTest(path: string): boolean {
  return path.endsWith('.test.ts');
}
