import { decodeUtf8Strict } from '../../base/index.ts';
import type { ArgumentReader } from './argument-reader.ts';

/** RFC 3501 §5.1.3: base64 with `,` for `/`, without padding. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,';
const VALUES = new Map([...ALPHABET].map((letter, value) => [letter, value]));

/** A name in modified UTF-7. Code units that are no character come out as they are. */
export function encodeModifiedUtf7(name: string): string {
  let text = '';
  let at = 0;
  while (at < name.length) {
    const start = at;
    while (at < name.length && !isDirect(name.charCodeAt(at))) at++;
    if (at > start) text += `&${encodeUnits(name, start, at)}-`;
    else text += name[at] === '&' ? '&-' : name[at];
    if (at === start) at++;
  }
  return text;
}

/**
 * The name that is written in modified UTF-7; undefined where it is not in the one form that each name has: octets past
 * ASCII, a shift that is not ended, needless, or follows another, broken base64, or a lone surrogate.
 */
export function decodeModifiedUtf7(text: string): string | undefined {
  let name = '';
  let at = 0;
  while (at < text.length) {
    const shift = text.indexOf('&', at);
    if (shift === -1) {
      name += text.slice(at);
      break;
    }
    const end = text.indexOf('-', shift);
    if (end === -1) return undefined;
    const units = end === shift + 1 ? '&' : decodeUnits(text, shift + 1, end);
    if (units === undefined) return undefined;
    name += text.slice(at, shift) + units;
    at = end + 1;
  }
  return name.isWellFormed() && encodeModifiedUtf7(name) === text ? name : undefined;
}

/** A mailbox name (RFC 9051 §5.1): `INBOX` in any case is given in upper case. */
export function readMailbox(reader: ArgumentReader): string | undefined {
  const start = reader.at;
  const octets = reader.astring();
  if (octets === undefined) return undefined;
  const name = decodeMailbox(octets, reader.mode.utf8);
  if (name === undefined) return reader.fail('mailboxName', start);
  return name.toUpperCase() === 'INBOX' ? 'INBOX' : name;
}

/** A name, a pattern for LIST or a reference; undefined if it is not in the form that the mode wants. */
export function decodeMailbox(octets: Uint8Array, utf8: boolean): string | undefined {
  const text = decodeUtf8Strict(octets);
  return text === undefined || utf8 ? text : decodeModifiedUtf7(text);
}

function isDirect(unit: number): boolean {
  return unit >= 0x20 && unit <= 0x7e;
}

function encodeUnits(name: string, start: number, end: number): string {
  let text = '';
  let held = 0;
  let bits = 0;
  for (let at = start; at < end; at++) {
    held = ((held & 0x3f) << 16) | name.charCodeAt(at);
    for (bits += 16; bits >= 6; ) {
      bits -= 6;
      text += ALPHABET[(held >> bits) & 0x3f];
    }
  }
  return bits === 0 ? text : text + ALPHABET[(held << (6 - bits)) & 0x3f];
}

function decodeUnits(text: string, start: number, end: number): string | undefined {
  let name = '';
  let held = 0;
  let bits = 0;
  for (let at = start; at < end; at++) {
    const value = VALUES.get(text[at]!);
    if (value === undefined) return undefined;
    held = ((held & 0xffff) << 6) | value;
    bits += 6;
    if (bits < 16) continue;
    bits -= 16;
    name += String.fromCharCode((held >> bits) & 0xffff);
  }
  return name;
}
