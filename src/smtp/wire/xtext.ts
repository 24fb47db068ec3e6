/** RFC 3461 §4: printable ASCII without `+` and `=`, which are written as `+` and two hexadecimal digits. */
export function isXtext(text: string): boolean {
  return /^(?:[\x21-\x2a\x2c-\x3c\x3e-\x7e]|\+[0-9A-F]{2})+$/.test(text);
}
