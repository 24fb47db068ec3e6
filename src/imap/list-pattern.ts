/**
 * Whether a mailbox name matches a LIST pattern (RFC 9051 §6.3.9): `*` stands for anything, `%` for anything without the
 * separator. Works in (pattern × name) steps at most, whatever the wildcards, since patterns come from strangers.
 */
function matchesPattern(pattern: string, name: string, separator: string): boolean {
  if (pattern === '*') return true;
  // More than the name can fill is never matched, so the work is bounded by the name's length.
  if (literalLength(pattern) > name.length) return false;
  // places[i]: the first i characters of the pattern match what was read of the name.
  let places = new Uint8Array(pattern.length + 1);
  let next = new Uint8Array(pattern.length + 1);
  places[0] = 1;
  skipWildcards(pattern, places);
  for (const character of codeUnits(name)) {
    next.fill(0);
    let alive = false;
    for (let i = 0; i < pattern.length; i++) {
      if (places[i] === 0) continue;
      const wanted = pattern[i];
      if (wanted === '*' || (wanted === '%' && character !== separator)) next[i] = 1;
      else if (wanted === character && wanted !== '%') next[i + 1] = 1;
      else continue;
      alive = true;
    }
    if (!alive) return false;
    [places, next] = [next, places];
    skipWildcards(pattern, places);
  }
  return places[pattern.length] === 1;
}

/** Wildcards in a row as one, so that a pattern is never much longer than what it can match. */
export function plainPattern(pattern: string): string {
  return pattern.replace(/[*%]+/g, (run) => (run.includes('*') ? '*' : '%'));
}

/** INBOX is matched without regard to case (RFC 9051 §6.3.9). */
export function matchesMailbox(pattern: string, name: string, separator: string): boolean {
  if (matchesPattern(pattern, name, separator)) return true;
  if (name !== 'INBOX' && !name.startsWith(`INBOX${separator}`)) return false;
  const head = pattern.slice(0, 5).toUpperCase();
  return matchesPattern(head + pattern.slice(5), name, separator);
}

function literalLength(pattern: string): number {
  let length = 0;
  for (let i = 0; i < pattern.length; i++) if (pattern[i] !== '*' && pattern[i] !== '%') length++;
  return length;
}

/** A wildcard may stand for nothing. */
function skipWildcards(pattern: string, places: Uint8Array): void {
  for (let i = 0; i < pattern.length; i++) {
    if (places[i] === 1 && (pattern[i] === '*' || pattern[i] === '%')) places[i + 1] = 1;
  }
}

function codeUnits(text: string): readonly string[] {
  return text.split('');
}
