import { encodeUtf8 } from '../../base/index.ts';
import type { ByteWriter } from './byte-writer.ts';
import { ASTRING_CHAR, ATOM_CHAR, allOf, BACKSLASH, DQUOTE } from './character.ts';
import { encodeModifiedUtf7 } from './mailbox-name.ts';
import type { WireMode } from './mode.ts';
import { type NumberRange, rangesOf } from './sequence-set.ts';

/** Longer strings go as literals, which no client has trouble with. */
const QUOTED_MAX_CHARACTERS = 4_000;

/** A string as quoted text where that can hold it, as a literal otherwise (RFC 9051 §4.3). NUL, which neither holds, is left out. */
export function writeString(writer: ByteWriter, text: string, mode: WireMode): void {
  const sound = text.replaceAll('\0', '').toWellFormed();
  const plain = mode.utf8 ? !/[\r\n]/.test(sound) : /^[\x01-\x09\x0b\x0c\x0e-\x7f]*$/.test(sound);
  if (plain && sound.length <= QUOTED_MAX_CHARACTERS) writeQuoted(writer, sound);
  else writeLiteral(writer, encodeUtf8(sound));
}

/** The octets as a literal; the server's are never marked with `+`. */
export function writeLiteral(writer: ByteWriter, octets: Uint8Array): void {
  writeLiteralHeader(writer, octets.length);
  writer.bytes(octets);
}

export function writeLiteralHeader(writer: ByteWriter, sizeBytes: number): void {
  writer.ascii('{');
  writer.number(sizeBytes);
  writer.ascii('}\r\n');
}

/** An atom where the text is one and is not NIL, a string otherwise. */
export function writeAstring(writer: ByteWriter, text: string, mode: WireMode): void {
  if (allOf(text, ASTRING_CHAR) && text.toUpperCase() !== 'NIL') writer.ascii(text);
  else writeString(writer, text, mode);
}

/** A mailbox name, in quotes always, as UTF-8 or modified UTF-7 (RFC 9051 §5.1, RFC 3501 §5.1.3). */
export function writeMailbox(writer: ByteWriter, name: string, mode: WireMode): void {
  writeString(writer, mode.utf8 ? name : encodeModifiedUtf7(name), mode);
}

/** Text for people: on one line, not empty, and in ASCII unless the client takes UTF-8 (RFC 9051 §9, text). */
export function writeText(writer: ByteWriter, text: string, mode: WireMode): void {
  const line = text.replace(/[\x00-\x1f\x7f]+/g, ' ').toWellFormed();
  if (line === '') writer.ascii('-');
  else if (mode.utf8) writer.utf8(line);
  else writer.ascii(line.replace(/[^\x20-\x7e]/gu, '?'));
}

/** `(\Seen $Forwarded)`. What is no flag on the wire, such as a keyword with a space, is left out. */
export function writeFlags(writer: ByteWriter, flags: readonly string[]): void {
  writer.ascii('(');
  let separator = '';
  for (const flag of flags) {
    if (!isFlag(flag)) continue;
    writer.ascii(separator);
    writer.ascii(flag);
    separator = ' ';
  }
  writer.ascii(')');
}

/** `item item …`, each as it is. */
export function writeWords(writer: ByteWriter, words: readonly string[]): void {
  words.forEach((word, at) => {
    if (at > 0) writer.space();
    writer.ascii(word);
  });
}

/** `1:3,5`. Must not be empty. */
export function writeRanges(writer: ByteWriter, ranges: readonly NumberRange[]): void {
  let separator = '';
  for (const { first, last } of ranges) {
    writer.ascii(separator);
    writer.number(first);
    if (last !== first) {
      writer.ascii(':');
      writer.number(last);
    }
    separator = ',';
  }
}

/** Numbers in their order, as ranges where they ascend by one. */
export function writeNumbers(writer: ByteWriter, numbers: ArrayLike<number>): void {
  writeRanges(writer, rangesOf(numbers));
}

function isFlag(flag: string): boolean {
  return flag === '\\*' || allOf(flag.startsWith('\\') ? flag.slice(1) : flag, ATOM_CHAR);
}

function writeQuoted(writer: ByteWriter, text: string): void {
  writer.byte(DQUOTE);
  const safe = text.includes('"') || text.includes('\\') ? text.replace(/["\\]/g, escaped) : text;
  writer.utf8(safe);
  writer.byte(DQUOTE);
}

function escaped(character: string): string {
  return String.fromCharCode(BACKSLASH) + character;
}
