import { VALUE_LIMITS } from './limits.ts';
import type { ParsedMessage, TextSample } from './part.ts';
import { plainTextOf } from './text.ts';

/** Enough text to find 200 characters in that are not quoted. */
const SOURCE_CHARS = 4096;

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
  const text = plainTextOf(part, raw, SOURCE_CHARS);
  const unquoted = text.replace(/^[ \t]*>.*$/gm, '');
  return shorten(unquoted) || shorten(text);
}

function shorten(text: string): string {
  const flat = text.replace(/(?:[\s\u0000-\u001f\u007f\u200b-\u200d\u2060\ufeff\u00ad]|\u034f)+/g, ' ').trim();
  // A cut may part a surrogate pair.
  return flat
    .slice(0, VALUE_LIMITS.previewMaxChars)
    .replace(/[\ud800-\udbff]$/, '')
    .trimEnd()
    .toWellFormed();
}
