import { decodeLatin1 } from '../../base/index.ts';

/** Octets as text, or undefined where one is past ASCII. */
export function decodeAscii(octets: Uint8Array): string | undefined {
  for (const octet of octets) if (octet > 0x7f) return undefined;
  return decodeLatin1(octets);
}
