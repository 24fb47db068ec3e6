import { EMPTY_NAMES } from '../../house.ts';
import type { Tree, Violation } from '../source.ts';
import { tokens } from '../tokens.ts';

const CODE_NAME = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.(?:test|table|oracle))?\.ts$/;
const FOLDER_NAME = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** Files and folders are named by noun, in kebab-case, by a word that says something; nothing is exported by default. */
export function checkNames(tree: Tree): readonly Violation[] {
  const found: Violation[] = [];
  for (const [path, text] of tree) {
    if (!path.endsWith('.ts') || path.startsWith('.')) continue;
    const add = (line: number, detail: string): void => {
      found.push({ rule: 'names', path, line, detail });
    };
    const folders = path.split('/');
    const file = folders.pop()!;
    if (!CODE_NAME.test(file) && file !== 'pure.d.ts') add(0, `${file} is not kebab-case`);
    for (const folder of folders) if (!FOLDER_NAME.test(folder)) add(0, `${folder}/ is not kebab-case`);
    for (const word of [...folders, file].flatMap((part) => part.replace(/\.ts$/, '').split(/[-.]/))) {
      if (EMPTY_NAMES.includes(word)) add(0, `"${word}" says nothing`);
    }
    const all = tokens(text);
    for (let i = 1; i < all.length; i++) {
      if (all[i]!.kind === 'word' && all[i]!.text === 'default' && all[i - 1]!.text === 'export') {
        add(all[i]!.line, 'a default export');
      }
    }
  }
  return found;
}
