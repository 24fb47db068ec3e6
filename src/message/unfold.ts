/**
 * Header values are worked on as strings of one code unit for each byte. Of those, `trim` and `\s` would take U+00A0 and
 * so a part of many UTF-8 characters; blanks here are space, tab and line ends alone.
 */
export function trimBlanks(value: string): string {
  let start = 0;
  while (start < value.length && isBlank(value.charCodeAt(start))) start++;
  return trimBlanksEnd(value.slice(start));
}

export function trimBlanksEnd(value: string): string {
  let end = value.length;
  while (end > 0 && isBlank(value.charCodeAt(end - 1))) end--;
  return value.slice(0, end);
}

function isBlank(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d);
}

/** Runs of blanks become single spaces, and outer ones go. */
export function collapseBlanks(value: string): string {
  return trimBlanks(value.replace(/[ \t-\r]+/g, ' '));
}

/** Takes the line ends out of a folded value (RFC 5322 §2.2.3); a lone CR, which no client expects, becomes a space. */
export function unfold(value: string): string {
  if (!value.includes('\n') && !value.includes('\r')) return value;
  return value.replace(/\r?\n/g, '').replace(/\r/g, ' ');
}
