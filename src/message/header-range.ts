import { CR, concatBytes, decodeLatin1, LF, SP, TAB } from '../base/index.ts';

const COLON = 0x3a;
const CRLF = new Uint8Array([CR, LF]);

/**
 * The fields of a header for IMAP's HEADER.FIELDS and HEADER.FIELDS.NOT (RFC 9051 §6.4.5.1), byte for byte and in order,
 * and the blank line after them. `header` is what lies between a part's headerStart and bodyStart; `keys` are names in
 * lower case. A line that is no field counts as one without a name. Without a blank line in `header` one is added.
 */
export function selectHeaderFields(header: Uint8Array, keys: ReadonlySet<string>, not = false): Uint8Array {
  const pieces: Uint8Array[] = [];
  let keep = false;
  let from = 0;
  let at = 0;
  while (at < header.length) {
    const lineEnd = header.indexOf(LF, at);
    const next = lineEnd === -1 ? header.length : lineEnd + 1;
    if (isBlank(header, at)) break;
    if (at === 0 || (header[at] !== SP && header[at] !== TAB)) {
      const chosen = keys.has(fieldKey(header, at, next)) !== not;
      if (chosen !== keep) {
        if (keep) pieces.push(header.subarray(from, at));
        from = at;
        keep = chosen;
      }
    }
    at = next;
  }
  if (keep) pieces.push(header.subarray(from, at));
  // A header that its part's boundary cut short lacks its last line end.
  if (keep && header[at - 1] !== LF) pieces.push(CRLF);
  pieces.push(at < header.length ? header.subarray(at, header.indexOf(LF, at) + 1) : CRLF);
  return concatBytes(pieces);
}

function isBlank(header: Uint8Array, at: number): boolean {
  return header[at] === LF || (header[at] === CR && header[at + 1] === LF);
}

/** The name in lower case; empty for a line without a colon. */
function fieldKey(header: Uint8Array, start: number, end: number): string {
  let colon = start;
  while (colon < end && header[colon] !== COLON) colon++;
  if (colon === end) return '';
  let first = start;
  let last = colon;
  while (first < colon && (header[first] === SP || header[first] === TAB)) first++;
  while (last > first && (header[last - 1] === SP || header[last - 1] === TAB)) last--;
  return decodeLatin1(header, first, Math.min(last, first + 256)).toLowerCase();
}
