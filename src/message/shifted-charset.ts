import { LF } from '../base/index.ts';

const SO = 0x0e;
const SI = 0x0f;
const ESC = 0x1b;
const TILDE = 0x7e;

/**
 * ISO-2022-KR (RFC 1557) and ISO-2022-CN (RFC 1922, its first plane): between SO and SI stand the codes of an 8-bit
 * charset without their high bits.
 */
export function decodeIso2022(bytes: Uint8Array, charset: 'euc-kr' | 'gb18030'): string {
  const out = new Uint8Array(bytes.length);
  let to = 0;
  let shifted = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte === SO) shifted = true;
    else if (byte === SI) shifted = false;
    else if (byte === ESC && bytes[at + 1] === 0x24 && (bytes[at + 2] === 0x29 || bytes[at + 2] === 0x2a)) at += 3;
    else {
      if (byte === LF) shifted = false;
      out[to++] = shifted && byte > 0x20 && byte < 0x7f ? byte | 0x80 : byte;
    }
  }
  return new TextDecoder(charset).decode(out.subarray(0, to));
}

/** HZ (RFC 1843): GB 2312 without high bits between `~{` and `~}`. */
export function decodeHz(bytes: Uint8Array): string {
  const out = new Uint8Array(bytes.length);
  let to = 0;
  let shifted = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    const next = byte === TILDE ? bytes[at + 1] : undefined;
    if (next === 0x7b || next === 0x7d || next === TILDE || next === LF) {
      at++;
      if (next === TILDE) out[to++] = TILDE;
      else shifted = next === 0x7b;
      continue;
    }
    if (byte === LF) shifted = false;
    out[to++] = shifted && byte > 0x20 && byte < 0x7f ? byte | 0x80 : byte;
  }
  return new TextDecoder('gb18030').decode(out.subarray(0, to));
}
