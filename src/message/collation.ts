/** Digraphs have a title case of their own (RFC 5051 §2 maps to that, not to upper case). */
const DIGRAPHS: Readonly<Record<string, string>> = {
  Ǆ: 'ǅ',
  ǆ: 'ǅ',
  Ǉ: 'ǈ',
  ǉ: 'ǈ',
  Ǌ: 'ǋ',
  ǌ: 'ǋ',
  Ǳ: 'ǲ',
  ǳ: 'ǲ',
};

/**
 * The key by which i;unicode-casemap (RFC 5051) compares: each character in its simple title case, then compatibility
 * decomposed. Keys compared by code units are in the order of code points.
 */
export function collationKey(text: string): string {
  if (isAscii(text)) return text.toUpperCase();
  let mapped = '';
  for (const character of text.toWellFormed()) {
    const upper = character.toUpperCase();
    // A mapping to several characters is none of the simple ones.
    const simple = upper.length === character.length ? upper : character;
    mapped += DIGRAPHS[character] ?? simple;
  }
  return mapped.normalize('NFKD').replace(/[\ud800-\uffff]/g, inOrderOfCodePoints);
}

/** Surrogates go behind the rest of the first plane, as the characters that they stand for do. */
function inOrderOfCodePoints(unit: string): string {
  const code = unit.charCodeAt(0);
  return String.fromCharCode(code <= 0xdfff ? code + 0x2000 : code - 0x800);
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
}
