import { IMPURE_GLOBALS, PURE_PACKAGES } from '../../house.ts';
import { importsOf, isRelative, isTest } from '../imports.ts';
import { isPure, isTestDoor, roomOf } from '../rooms.ts';
import type { Tree, Violation } from '../source.ts';
import { tokens } from '../tokens.ts';

const IMPURE_MEMBERS: Readonly<Record<string, string>> = { Date: 'now', Math: 'random' };

/** Pure rooms and shelves use no Node module, no package, no clock, no chance and no process. */
export function checkPurity(tree: Tree): readonly Violation[] {
  const found: Violation[] = [];
  for (const [path, text] of tree) {
    const room = roomOf(path);
    if (!path.endsWith('.ts') || room === undefined || !isPure(room) || isTest(path) || isTestDoor(path)) continue;
    const add = (line: number, detail: string): void => {
      found.push({ rule: 'purity', path, line, detail: `${detail} in a pure room` });
    };
    for (const { specifier, line } of importsOf(text)) {
      if (!isRelative(specifier) && !PURE_PACKAGES.includes(specifier)) add(line, specifier);
    }
    const all = tokens(text);
    for (let i = 0; i < all.length; i++) {
      const token = all[i]!;
      const [before, next] = [all[i - 1]?.text, all[i + 1]?.text];
      if (token.kind !== 'word' || before === '.') continue;
      const isName = next === ':' || (next === '?' && all[i + 2]?.text === ':');
      if (IMPURE_GLOBALS.includes(token.text) && !isName) add(token.line, token.text);
      const member = IMPURE_MEMBERS[token.text];
      if (member !== undefined && next === '.' && all[i + 2]?.text === member)
        add(token.line, `${token.text}.${member}`);
      if (token.text === 'Date' && before === 'new' && (next !== '(' || all[i + 2]?.text === ')'))
        add(token.line, 'new Date()');
    }
  }
  return found;
}
