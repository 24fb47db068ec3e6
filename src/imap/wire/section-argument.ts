import { decodeUtf8Strict } from '../../base/index.ts';
import type { ArgumentReader } from './argument-reader.ts';
import { BRACKET_CLOSE, BRACKET_OPEN, DIGIT_CHAR, DOT, GREATER, isOf, LESS } from './character.ts';
import type { Section, SectionPartial, SectionText } from './section.ts';

/** `[1.2.HEADER.FIELDS (From To)]` (RFC 9051 §9, section). */
export function readSection(reader: ArgumentReader): Section | undefined {
  if (!reader.skip(BRACKET_OPEN)) return reader.fail('section');
  const part = readPart(reader);
  if (part === undefined) return undefined;
  let text: SectionText | undefined = { kind: 'all' };
  if (part.length > 0) {
    if (reader.skip(DOT)) text = readSectionText(reader, true);
  } else if (reader.peek() !== BRACKET_CLOSE) text = readSectionText(reader, false);
  if (text === undefined) return undefined;
  return reader.skip(BRACKET_CLOSE) ? { part, text } : reader.fail('section');
}

/** `[1.2]` (RFC 9051 §9, section-binary). */
export function readBinarySection(reader: ArgumentReader): readonly number[] | undefined {
  if (!reader.skip(BRACKET_OPEN)) return reader.fail('section');
  const part = readPart(reader);
  if (part === undefined) return undefined;
  return reader.skip(BRACKET_CLOSE) ? part : reader.fail('section');
}

/** `1.2`, up to a dot that no number follows; empty if no number comes. */
function readPart(reader: ArgumentReader): readonly number[] | undefined {
  const part: number[] = [];
  while (isOf(reader.peek(part.length === 0 ? 0 : 1), DIGIT_CHAR)) {
    if (part.length > 0 && !reader.skip(DOT)) break;
    if (part.length === reader.limits.sectionPartsMax) return reader.fail('tooDeep');
    const number = reader.nonZeroNumber();
    if (number === undefined) return undefined;
    part.push(number);
  }
  return part;
}

/** `<0.1024>`; null if none is there. */
export function readPartial(reader: ArgumentReader): SectionPartial | null | undefined {
  if (!reader.skip(LESS)) return null;
  const offset = reader.number64();
  if (offset === undefined || !reader.expect(DOT, 'section')) return undefined;
  const start = reader.at;
  const length = reader.number64();
  if (length === undefined) return undefined;
  if (length === 0) return reader.fail('nonZeroNumber', start);
  return reader.expect(GREATER, 'section') && { offset, length };
}

function readSectionText(reader: ArgumentReader, ofPart: boolean): SectionText | undefined {
  if (reader.skipWord('HEADER.FIELDS.NOT')) return readHeaderFields(reader, true);
  if (reader.skipWord('HEADER.FIELDS')) return readHeaderFields(reader, false);
  if (reader.skipWord('HEADER')) return { kind: 'header' };
  if (reader.skipWord('TEXT')) return { kind: 'text' };
  if (ofPart && reader.skipWord('MIME')) return { kind: 'mime' };
  return reader.fail('section');
}

function readHeaderFields(reader: ArgumentReader, not: boolean): SectionText | undefined {
  if (!reader.space()) return undefined;
  const names = reader.list(readFieldName);
  return names && { kind: 'headerFields', names, not };
}

/** A header field's name: an astring of visible ASCII. */
function readFieldName(reader: ArgumentReader): string | undefined {
  const start = reader.at;
  const octets = reader.astring();
  if (octets === undefined) return undefined;
  const name = decodeUtf8Strict(octets);
  // Others match no field, but could not be told apart in the answer.
  return name !== undefined && /^[!-9;-~]+$/.test(name) ? name : reader.fail('section', start);
}
