/** Classes of octets in IMAP's grammar (RFC 9051 §9), as bits in one table. */
export const ATOM_CHAR = 1;
/** ATOM-CHAR and `]`. */
export const ASTRING_CHAR = 2;
/** ASTRING-CHAR without `+`. */
export const TAG_CHAR = 4;
/** ASTRING-CHAR, `%` and `*`. */
export const LIST_CHAR = 8;
export const DIGIT_CHAR = 16;

const CLASSES = new Uint8Array(256);
for (let byte = 0x21; byte < 0x7f; byte++) {
  const character = String.fromCharCode(byte);
  let classes = 0;
  if (!'({)%*"\\]'.includes(character)) classes |= ATOM_CHAR;
  if (classes & ATOM_CHAR || character === ']') classes |= ASTRING_CHAR | LIST_CHAR;
  if (classes & ASTRING_CHAR && character !== '+') classes |= TAG_CHAR;
  if (character === '%' || character === '*') classes |= LIST_CHAR;
  if (/[0-9]/.test(character)) classes |= DIGIT_CHAR;
  CLASSES[byte] = classes;
}

export function isOf(byte: number | undefined, classes: number): boolean {
  return byte !== undefined && (CLASSES[byte]! & classes) !== 0;
}

/** Whether `text` is not empty and every character of it is of the classes. */
export function allOf(text: string, classes: number): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7f || !isOf(code, classes)) return false;
  }
  return text.length > 0;
}

/** Where the run of such octets that starts at `from` ends. */
export function runEnd(bytes: Uint8Array, from: number, classes: number): number {
  let at = from;
  while (at < bytes.length && (CLASSES[bytes[at]!]! & classes) !== 0) at++;
  return at;
}

export const DQUOTE = 0x22;
export const PAREN_OPEN = 0x28;
export const PAREN_CLOSE = 0x29;
export const ASTERISK = 0x2a;
export const PLUS = 0x2b;
export const COMMA = 0x2c;
export const MINUS = 0x2d;
export const DOT = 0x2e;
export const COLON = 0x3a;
export const LESS = 0x3c;
export const EQUALS = 0x3d;
export const GREATER = 0x3e;
export const BRACKET_OPEN = 0x5b;
export const BACKSLASH = 0x5c;
export const BRACKET_CLOSE = 0x5d;
export const BRACE_OPEN = 0x7b;
export const BRACE_CLOSE = 0x7d;
export const TILDE = 0x7e;
export const DOLLAR = 0x24;
