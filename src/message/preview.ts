import { VALUE_LIMITS } from './limits.ts';
import type { ParsedMessage, Part, TextSample } from './part.ts';
import { plainTextOf } from './text.ts';

/** Mostly enough of a raw body to find 200 characters in that are not quoted; if not, all that was kept is read. */
const FIRST_LOOK_BYTES: Readonly<Record<string, number>> = { plain: 1024, html: 6144 };
const SOURCE_MAX_CHARS = 8192;

/**
 * The beginning of the message's text for people (RFC 8970 §3.1): at most 200 characters, white space as single spaces.
 * Plain text goes before HTML; quoted lines are left out where something else is said.
 */
export function preview(message: ParsedMessage): string {
  for (const subtype of ['plain', 'html']) {
    const sample = message.samples.find(({ part }) => part.contentType.subtype === subtype);
    const text = sample === undefined ? '' : previewOf(sample);
    if (text !== '') return text;
  }
  return '';
}

function previewOf({ part, raw }: TextSample): string {
  const firstLook = FIRST_LOOK_BYTES[part.contentType.subtype] ?? raw.length;
  const first = raw.length > firstLook ? unquotedBeginning(part, raw.subarray(0, firstLook)) : '';
  if (first.length >= VALUE_LIMITS.previewMaxChars - 2) return first;
  return unquotedBeginning(part, raw) || shorten(plainTextOf(part, raw, SOURCE_MAX_CHARS));
}

function unquotedBeginning(part: Part, raw: Uint8Array): string {
  const text = plainTextOf(part, raw, SOURCE_MAX_CHARS);
  return shorten(text.includes('>') ? text.replace(/^[ \t]*>.*$/gm, '') : text);
}

/** White space, controls and the invisible padding of newsletters become single spaces; stops when it is long enough. */
function shorten(text: string): string {
  let short = '';
  let start = -1;
  for (let at = 0; at <= text.length && short.length < VALUE_LIMITS.previewMaxChars; at++) {
    if (at < text.length && !isBlank(text.charCodeAt(at))) {
      if (start === -1) start = at;
    } else if (start !== -1) {
      short += (short === '' ? '' : ' ') + text.slice(start, Math.min(at, start + VALUE_LIMITS.previewMaxChars));
      start = -1;
    }
  }
  // A cut may part a surrogate pair.
  return short
    .slice(0, VALUE_LIMITS.previewMaxChars)
    .replace(/[\ud800-\udbff]$/, '')
    .trimEnd()
    .toWellFormed();
}

function isBlank(code: number): boolean {
  if (code <= 0x20) return true;
  if (code < 0x7f) return false;
  return (
    code <= 0xa0 ||
    code === 0xad ||
    code === 0x34f ||
    (code >= 0x2000 && code <= 0x200f) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x2060 ||
    code === 0x3000 ||
    code === 0xfeff
  );
}
