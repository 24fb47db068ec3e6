import { checkCycles } from './rule/cycles.ts';
import { checkDeadExports, checkDeadFiles } from './rule/dead.ts';
import { checkDocuments } from './rule/documents.ts';
import { checkNames } from './rule/names.ts';
import { checkPackages } from './rule/packages.ts';
import { checkPurity } from './rule/purity.ts';
import { checkRooms } from './rule/rooms.ts';
import { checkSize } from './rule/size.ts';
import { checkTranscripts } from './rule/transcripts.ts';
import { checkWords } from './rule/words.ts';
import type { Tree, Violation } from './source.ts';

/** Each rule under the name that its violations carry; `rooms` speaks for `doors` too. */
export const RULES: Readonly<Record<string, (tree: Tree) => readonly Violation[]>> = {
  rooms: checkRooms,
  cycles: checkCycles,
  'dead files': checkDeadFiles,
  'dead exports': checkDeadExports,
  purity: checkPurity,
  names: checkNames,
  size: checkSize,
  words: checkWords,
  transcripts: checkTranscripts,
  packages: checkPackages,
  documents: checkDocuments,
};

/** Everything in the tree that breaks the law of the house. */
export function checkHouse(tree: Tree): readonly Violation[] {
  return Object.values(RULES).flatMap((rule) => rule(tree));
}
