import type { Tree, Violation } from '../source.ts';
import { tokens } from '../tokens.ts';

/** What the row of a command calls its word on the wire. */
const ROW_KEYS = new Set(['name', 'verb', 'keyword']);

/** Every command of a protocol is said by the client of at least one golden dialogue of its room. */
export function checkTranscripts(tree: Tree): readonly Violation[] {
  const found: Violation[] = [];
  for (const [path, text] of tree) {
    const room = /^src\/([\w-]+)\/command\/[\w-]+\.ts$/.exec(path)?.[1];
    if (room === undefined) continue;
    const all = tokens(text);
    for (let i = 2; i < all.length; i++) {
      const [key, colon, word] = [all[i - 2]!, all[i - 1]!, all[i]!];
      if (!ROW_KEYS.has(key.text) || colon.text !== ':' || word.kind !== 'string') continue;
      if (!/^[A-Z][A-Z ]+$/.test(word.text) || isSaid(tree, room, word.text)) continue;
      const detail = `no transcript of ${room} says ${word.text}`;
      found.push({ rule: 'transcripts', path, line: word.line, detail });
    }
  }
  return found;
}

function isSaid(tree: Tree, room: string, word: string): boolean {
  const line = new RegExp(`^[CQ]:? .*\\b${word}\\b`, 'im');
  for (const [path, text] of tree) {
    if (path.startsWith(`src/${room}/transcript/`) && line.test(text)) return true;
  }
  return false;
}
