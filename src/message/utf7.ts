import { encodeLatin1 } from '../base/index.ts';
import { decodeBase64 } from './base64.ts';

const SHIFTED = /\+([A-Za-z0-9+/]*)-?/g;

/** UTF-7 (RFC 2152) from a string of one code unit for each byte. What is no encoding stays as it is. */
export function decodeUtf7(text: string): string {
  return text.replace(SHIFTED, (whole, encoded: string) => {
    if (encoded === '') return whole === '+-' ? '+' : whole;
    const bytes = decodeBase64(encodeLatin1(encoded));
    let decoded = '';
    for (let i = 0; i + 1 < bytes.length; i += 2) decoded += String.fromCharCode((bytes[i]! << 8) | bytes[i + 1]!);
    return decoded.toWellFormed();
  });
}
