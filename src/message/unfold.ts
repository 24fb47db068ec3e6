/** Takes the line ends out of a folded value (RFC 5322 §2.2.3); a lone CR, which no client expects, becomes a space. */
export function unfold(value: string): string {
  if (!value.includes('\n') && !value.includes('\r')) return value;
  return value.replace(/\r?\n/g, '').replace(/\r/g, ' ');
}
