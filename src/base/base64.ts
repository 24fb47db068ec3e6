import { encodeUtf8 } from './bytes.ts';

const EQUALS = 0x3d;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VALUES = new Int8Array(256).fill(-1);
for (let i = 0; i < ALPHABET.length; i++) VALUES[ALPHABET.charCodeAt(i)] = i;

/** Strict base64 (RFC 4648 §4): padded, no other octets, no stray bits. Undefined: it is none. */
export function decodeBase64(text: Uint8Array): Uint8Array | undefined {
  if (text.length % 4 !== 0) return undefined;
  let padding = 0;
  while (padding < 2 && text[text.length - 1 - padding] === EQUALS) padding++;
  const octets = new Uint8Array((text.length / 4) * 3 - padding);
  const digits = text.length - padding;
  let bits = 0;
  let held = 0;
  let to = 0;
  for (let at = 0; at < digits; at++) {
    const value = VALUES[text[at]!]!;
    if (value === -1) return undefined;
    held = ((held << 6) | value) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    octets[to++] = (held >> bits) & 0xff;
  }
  return (held & ((1 << bits) - 1)) === 0 ? octets : undefined;
}

/** The same of text; a character beyond ASCII makes it none. */
export function decodeBase64Text(text: string): Uint8Array | undefined {
  return decodeBase64(encodeUtf8(text));
}

export function encodeBase64(octets: Uint8Array): string {
  let text = '';
  for (let at = 0; at < octets.length; at += 3) {
    const [a = 0, b, c] = octets.subarray(at, at + 3);
    const triple = (a << 16) | ((b ?? 0) << 8) | (c ?? 0);
    text += ALPHABET[triple >> 18]! + ALPHABET[(triple >> 12) & 63];
    text += b === undefined ? '=' : ALPHABET[(triple >> 6) & 63];
    text += c === undefined ? '=' : ALPHABET[triple & 63];
  }
  return text;
}
