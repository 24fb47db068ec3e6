import type { Chance } from './chance.ts';
import { SENTENCES } from './prose.table.ts';

/** Paragraphs of a few sentences each. */
export function paragraphs(chance: Chance, count: number): readonly string[] {
  return Array.from({ length: count }, () => {
    return Array.from({ length: chance.between(2, 5) }, () => chance.pick(SENTENCES)).join(' ');
  });
}

/** Somebody else's text behind `>` marks, at most `linesMax` lines of it. */
export function quoted(text: string, linesMax: number): string {
  const lines = text.split('\n').slice(0, linesMax);
  return lines.map((line) => (line.startsWith('>') ? `>${line}` : `> ${line}`.trimEnd())).join('\n');
}

/** Lines of at most about 72 characters, as mail programs of the old school send them. */
export function wrapped(text: string): string {
  return text.replace(/(?=.{73,})(.{1,72}) /g, '$1\n');
}
