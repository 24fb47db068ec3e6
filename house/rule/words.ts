import type { Tree, Violation } from '../source.ts';

/** Unfinished work is in no file; and no file knows where on somebody's disk it lies. */
const REFUSED: readonly { readonly pattern: RegExp; readonly detail: string }[] = [
  { pattern: /\b(?:TO[D]O|FIX[M]E)\b/, detail: 'unfinished work' },
  { pattern: /(?<![\w.:/-])\/(?:work|root|Users|home)\/[\w.-]/, detail: 'a path of one machine' },
  { pattern: /file:\/\/\/(?!\$)\w/, detail: 'a path of one machine' },
];

export function checkWords(tree: Tree): readonly Violation[] {
  const found: Violation[] = [];
  for (const [path, text] of tree) {
    if (path === 'LICENSE' || path === 'package-lock.json') continue;
    const lines = text.split('\n');
    for (let i = 0; i < lines.length; i++) {
      for (const { pattern, detail } of REFUSED) {
        const word = pattern.exec(lines[i]!)?.[0];
        if (word !== undefined) found.push({ rule: 'words', path, line: i + 1, detail: `${detail}: ${word}` });
      }
    }
  }
  return found;
}
