import { FILE_MAX_LINES, LONG_FILES, README_MAX_LINES, TEST_FILE_MAX_LINES } from '../../house.ts';
import { isTest } from '../imports.ts';
import { roomOf } from '../rooms.ts';
import type { Tree, Violation } from '../source.ts';

/** Files are short enough to be read; a room's README is one page, and every room has one. */
export function checkSize(tree: Tree): readonly Violation[] {
  const found: Violation[] = [];
  const rooms = new Set<string>();
  for (const [path, text] of tree) {
    const lines = text.split('\n').length - 1;
    const room = roomOf(path);
    if (path.endsWith('.ts') && !path.endsWith('.table.ts') && !Object.hasOwn(LONG_FILES, path)) {
      const max = isTest(path) ? TEST_FILE_MAX_LINES : FILE_MAX_LINES;
      if (lines > max) found.push({ rule: 'size', path, line: 0, detail: `${lines} lines, where ${max} are the bar` });
    }
    if (room === undefined || room === 'main' || room === 'proof') continue;
    if (path.endsWith('.ts')) rooms.add(room.replace(/\/wire$/, ''));
    if (path.endsWith('/README.md') && lines > README_MAX_LINES) {
      found.push({ rule: 'size', path, line: 0, detail: `${lines} lines, where ${README_MAX_LINES} are one page` });
    }
  }
  for (const path of Object.keys(LONG_FILES)) {
    if (!tree.has(path))
      found.push({ rule: 'size', path, line: 0, detail: 'an exception for a file that is not there' });
  }
  for (const room of rooms) {
    const path = `src/${room}/README.md`;
    if (!tree.has(path)) found.push({ rule: 'size', path, line: 0, detail: 'the room has no README.md' });
  }
  return found;
}
