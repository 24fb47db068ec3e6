import { ALL_RIGHTS, parseRights } from '../../store/index.ts';

const LETTERS = 'lrswipkxtea';
/** Rights of RFC 2086 that now stand for others (RFC 4314 §2.1.1). */
const OBSOLETE: Readonly<Record<string, string>> = { c: 'kx', d: 'et' };

/** Each right by itself: none is tied to another. */
export const SEPARATE_RIGHTS: readonly string[] = [...LETTERS, ...Object.keys(OBSOLETE)];

/** RFC 4314 §5.1.1: what RFC 2086 does not have. */
export const RIGHTS_CAPABILITY = 'RIGHTS=texk';

/** As MYRIGHTS and ACL tell a mask: with `c` and `d` where a right is there that they stand for. */
export function rightLetters(rights: number): string {
  const has = (letter: string): boolean => (rights & ALL_RIGHTS & (parseRights(letter) ?? 0)) !== 0;
  const obsolete = Object.entries(OBSOLETE).filter(([, members]) => [...members].some(has));
  return [...LETTERS].filter(has).join('') + obsolete.map(([letter]) => letter).join('');
}

/** The mask of letters, or the first that is no right. */
export function readRights(letters: string): number | { readonly unknown: string } {
  let rights = 0;
  for (const letter of letters) {
    const mask = parseRights(OBSOLETE[letter] ?? letter);
    if (mask === undefined) return { unknown: letter };
    rights |= mask;
  }
  return rights;
}
