import { CR, encodeUtf8, LF, SP, TAB } from '../base/index.ts';
import { encodeBase64 } from './base64.ts';
import { ByteWriter } from './byte-writer.ts';

/** RFC 5322 §2.1.1, without the line end. */
const LINE_MAX_BYTES = 998;
/** RFC 2045 §6.7 and §6.8. */
const ENCODED_LINE_CHARS = 76;
const HEX = '0123456789ABCDEF';

export type BodyEncoding = '7bit' | 'quoted-printable' | 'base64';

/**
 * Puts a body into a transfer encoding (RFC 2045 §6): text as it is where it can be, quoted-printable if not; anything
 * else, and text that is mostly 8-bit, in base64.
 */
export function encodeBody(bytes: Uint8Array, kind: 'text' | 'binary'): { body: Uint8Array; encoding: BodyEncoding } {
  if (kind === 'binary') return { body: base64Lines(bytes), encoding: 'base64' };
  let high = 0;
  for (const byte of bytes) if (byte > 0x7e || (byte < SP && byte !== CR && byte !== LF && byte !== TAB)) high++;
  if (high === 0 && longestLine(bytes) <= LINE_MAX_BYTES) return { body: bytes, encoding: '7bit' };
  if (high * 3 > bytes.length) return { body: base64Lines(bytes), encoding: 'base64' };
  return { body: encodeQuotedPrintable(bytes), encoding: 'quoted-printable' };
}

function longestLine(bytes: Uint8Array): number {
  let longest = 0;
  for (let at = 0; at <= bytes.length; ) {
    const lineEnd = bytes.indexOf(LF, at);
    const end = lineEnd === -1 ? bytes.length : lineEnd;
    longest = Math.max(longest, end - at);
    at = end + 1;
  }
  return longest;
}

function base64Lines(bytes: Uint8Array): Uint8Array {
  const lineBytes = (ENCODED_LINE_CHARS / 4) * 3;
  const out = new ByteWriter(Math.ceil(bytes.length / lineBytes) * (ENCODED_LINE_CHARS + 2) + 2);
  for (let at = 0; at < bytes.length; at += lineBytes) {
    if (at > 0) out.latin1('\r\n');
    out.latin1(encodeBase64(bytes.subarray(at, at + lineBytes)));
  }
  return out.finish();
}

/** RFC 2045 §6.7. Only CRLF is a line end; other CR and LF are encoded. */
export function encodeQuotedPrintable(bytes: Uint8Array): Uint8Array {
  const out = new ByteWriter(bytes.length * 2);
  let column = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte === CR && bytes[at + 1] === LF) {
      out.latin1('\r\n');
      column = 0;
      at++;
      continue;
    }
    const token = tokenOf(byte, isLineEnd(bytes, at + 1));
    // One place is the soft line end's.
    if (column + token.length > ENCODED_LINE_CHARS - 1) {
      out.latin1('=\r\n');
      column = 0;
    }
    // A leading `From ` or dot is changed by mbox files and bad relays.
    const safe = column === 0 && (byte === 0x46 || byte === 0x2e) ? code(byte) : token;
    out.latin1(safe);
    column += safe.length;
  }
  return out.finish();
}

function isLineEnd(bytes: Uint8Array, at: number): boolean {
  return at === bytes.length || (bytes[at] === CR && bytes[at + 1] === LF);
}

function tokenOf(byte: number, lastInLine: boolean): string {
  if (byte === SP || byte === TAB) return lastInLine ? code(byte) : String.fromCharCode(byte);
  return byte > SP && byte < 0x7f && byte !== 0x3d ? String.fromCharCode(byte) : code(byte);
}

function code(byte: number): string {
  return `=${HEX[byte >> 4]}${HEX[byte & 15]}`;
}

/** Text to octets of RFC 2047 `Q` in a phrase: what is no letter or digit is encoded (RFC 2047 §5). */
export function encodeQ(text: string): string {
  let encoded = '';
  for (const byte of encodeUtf8(text)) {
    const c = String.fromCharCode(byte);
    encoded += byte === SP ? '_' : /[A-Za-z0-9!*+/-]/.test(c) ? c : code(byte);
  }
  return encoded;
}

/** Text to base64 of its UTF-8. */
export function encodeB(text: string): string {
  return encodeBase64(encodeUtf8(text));
}
