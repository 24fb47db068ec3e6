import { concatBytes, decodeLatin1, encodeLatin1 } from '../base/index.ts';
import { decodeBase64 } from './base64.ts';
import { decodeCharset, decodeUnlabelled } from './charset.ts';
import { trimBlanks, unfold } from './unfold.ts';

/** An encoded word's octets, or plain octets between words. */
interface Segment {
  readonly charset: string | undefined;
  readonly bytes: Uint8Array;
}

const WORD_START = /=\?([^?=\x00-\x20]{1,64})\?([bBqQ])\?/g;

/**
 * The text of an unstructured field's raw value: unfolded, encoded words decoded (RFC 2047), raw UTF-8 read as such
 * (RFC 6532), other raw 8-bit as Windows-1252, outer white space taken away. Never fails: what cannot be decoded stays.
 */
export function decodeHeaderText(value: Uint8Array): string {
  return decodeHeaderString(unfold(decodeLatin1(value)));
}

/** As decodeHeaderText, of an unfolded value with one code unit for each byte. */
export function decodeHeaderString(value: string): string {
  const text = trimBlanks(value);
  if (!text.includes('=?')) return isAscii(text) ? text : decodeUnlabelled(encodeLatin1(text));
  return decodeSegments(segmentsOf(text));
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
}

function segmentsOf(text: string): Segment[] {
  const segments: Segment[] = [];
  let plainFrom = 0;
  WORD_START.lastIndex = 0;
  for (let match = WORD_START.exec(text); match !== null; match = WORD_START.exec(text)) {
    const start = WORD_START.lastIndex;
    const end = text.indexOf('?=', start);
    if (end === -1) break;
    const plain = text.slice(plainFrom, match.index);
    // White space between two encoded words is not part of the text (RFC 2047 §6.2).
    const isBetween = segments.length > 0 && trimBlanks(plain) === '';
    if (plain !== '' && !isBetween) segments.push({ charset: undefined, bytes: encodeLatin1(plain) });
    const encoded = text.slice(start, end);
    // RFC 2231 §5: a language may follow the charset.
    const charset = match[1]!.split('*', 1)[0]!.toLowerCase();
    segments.push({ charset, bytes: /b/i.test(match[2]!) ? decodeBase64(encodeLatin1(encoded)) : decodeQ(encoded) });
    plainFrom = WORD_START.lastIndex = end + 2;
  }
  if (plainFrom < text.length) segments.push({ charset: undefined, bytes: encodeLatin1(text.slice(plainFrom)) });
  return segments;
}

/** Neighbours in one charset are decoded as one, since some senders split characters between words. */
function decodeSegments(segments: readonly Segment[]): string {
  let text = '';
  for (let i = 0; i < segments.length; ) {
    const { charset } = segments[i]!;
    const pieces: Uint8Array[] = [];
    for (; i < segments.length && segments[i]!.charset === charset; i++) pieces.push(segments[i]!.bytes);
    const bytes = concatBytes(pieces);
    text += charset === undefined ? decodeUnlabelled(bytes) : decodeCharset(charset, bytes);
  }
  // A decoded line end or NUL must not make new lines where headers are shown or compared.
  return text.replace(/[\r\n\0]+/g, ' ').trim();
}

/** RFC 2047 §4.2. */
function decodeQ(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    const hex = c === '=' ? /^[0-9A-Fa-f]{2}/.exec(text.slice(i + 1, i + 3))?.[0] : undefined;
    if (hex !== undefined) {
      bytes[length++] = Number.parseInt(hex, 16);
      i += 2;
    } else {
      bytes[length++] = c === '_' ? 0x20 : text.charCodeAt(i);
    }
  }
  return bytes.subarray(0, length);
}
