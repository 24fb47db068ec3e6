import { EMPTY } from '../base/index.ts';
import type { TransferDecoder } from './transfer-decoder.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const SKIP = 0xff;
const PAD = 0xfe;
const VALUES = new Uint8Array(256).fill(SKIP);
for (let i = 0; i < 64; i++) VALUES[ALPHABET.charCodeAt(i)] = i;
VALUES['-'.charCodeAt(0)] = 62;
VALUES['_'.charCodeAt(0)] = 63;
VALUES['='.charCodeAt(0)] = PAD;

/**
 * Base64 (RFC 2045 §6.8) as it comes in mail: bytes outside of the alphabet are passed over, padding may be missing or
 * stand in the middle (pieces encoded one by one), the URL alphabet is understood, a cut end gives what is whole.
 */
export class Base64Decoder implements TransferDecoder {
  #bits = 0;
  #count = 0;

  write(chunk: Uint8Array): Uint8Array {
    const out = new Uint8Array(((chunk.length + this.#count) >> 2) * 3 + 3);
    const length = chunk.length;
    let bits = this.#bits;
    let count = this.#count;
    let at = 0;
    let to = 0;
    while (at < length) {
      if (count === 0) {
        for (; at + 3 < length; at += 4) {
          const a = VALUES[chunk[at]!]!;
          const b = VALUES[chunk[at + 1]!]!;
          const c = VALUES[chunk[at + 2]!]!;
          const d = VALUES[chunk[at + 3]!]!;
          if ((a | b | c | d) > 63) break;
          out[to++] = (a << 2) | (b >> 4);
          out[to++] = (b << 4) | (c >> 2);
          out[to++] = (c << 6) | d;
        }
        if (at === length) break;
      }
      const value = VALUES[chunk[at++]!]!;
      if (value < 64) {
        bits = (bits << 6) | value;
        if (++count < 4) continue;
        out[to++] = bits >> 16;
        out[to++] = bits >> 8;
        out[to++] = bits;
        bits = count = 0;
      } else if (value === PAD) {
        to = flush(out, to, bits, count);
        bits = count = 0;
      }
    }
    this.#bits = bits;
    this.#count = count;
    return out.subarray(0, to);
  }

  end(): Uint8Array {
    if (this.#count < 2) return EMPTY;
    const out = new Uint8Array(2);
    return out.subarray(0, flush(out, 0, this.#bits, this.#count));
  }
}

/** Two or three characters left over are one or two bytes. */
function flush(out: Uint8Array, at: number, bits: number, count: number): number {
  let to = at;
  if (count === 2) out[to++] = bits >> 4;
  if (count === 3) {
    out[to++] = bits >> 10;
    out[to++] = bits >> 2;
  }
  return to;
}

export function decodeBase64(bytes: Uint8Array): Uint8Array {
  const decoder = new Base64Decoder();
  const main = decoder.write(bytes);
  const rest = decoder.end();
  if (rest.length === 0) return main;
  const whole = new Uint8Array(main.length + rest.length);
  whole.set(main);
  whole.set(rest, main.length);
  return whole;
}

/** Base64 without line ends. */
export function encodeBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const left = bytes.length - at;
    const bits = (bytes[at]! << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    text += ALPHABET[bits >> 18]! + ALPHABET[(bits >> 12) & 63]!;
    text += left > 1 ? ALPHABET[(bits >> 6) & 63]! : '=';
    text += left > 2 ? ALPHABET[bits & 63]! : '=';
  }
  return text;
}
