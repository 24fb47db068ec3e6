import { decodeUtf8Strict } from '../../base/index.ts';

/** Decodes octets, or gives undefined where they are none of the charset. */
export type Charset = (octets: Uint8Array) => string | undefined;

export const UTF8: Charset = decodeUtf8Strict;

/** Names of UTF-8 and of what is a part of it; text past ASCII under an ASCII name is read as UTF-8. */
const UTF8_NAMES: ReadonlySet<string> = new Set(['UTF-8', 'UTF8', 'US-ASCII', 'ASCII']);

/** The charset of SEARCH CHARSET (RFC 9051 §6.4.4); undefined: answer BADCHARSET. */
export function charsetOf(name: string): Charset | undefined {
  if (UTF8_NAMES.has(name.toUpperCase())) return UTF8;
  try {
    return decoding(new TextDecoder(name, { fatal: true }));
  } catch {
    // The platform knows the names of the Encoding standard, and throws on others.
    return undefined;
  }
}

function decoding(decoder: { decode(octets: Uint8Array): string }): Charset {
  return (octets) => {
    try {
      return decoder.decode(octets);
    } catch {
      return undefined;
    }
  };
}
