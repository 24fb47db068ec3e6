import { domainToASCII, domainToUnicode } from 'node:url';

/** RFC 1035 §2.3.4, in A-label form, without the final dot. */
const DOMAIN_MAX_BYTES = 253;
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;

/**
 * A domain's one name: lower case, in U-labels (RFC 5890 §2.3.2.1), so that `XN--BCHER-KVA.example` and
 * `Bücher.example` are the same. Undefined if it is no domain name: an address literal, a number, an empty label.
 */
export function canonicalDomain(text: string): string | undefined {
  const lower = text.toLowerCase();
  // The common case needs no table of Unicode.
  if (isAsciiDomain(lower) && !lower.includes('xn--')) return lower;
  // What a URL would end the host at, or decode, must not vanish here.
  if (/[\s/\\?#@:[\]%]/u.test(text) || !text.isWellFormed()) return undefined;
  const ascii = domainToASCII(lower);
  if (!isAsciiDomain(ascii)) return undefined;
  const unicode = domainToUnicode(ascii);
  return domainToASCII(unicode) === ascii ? unicode : ascii;
}

function isAsciiDomain(text: string): boolean {
  if (text.length === 0 || text.length > DOMAIN_MAX_BYTES) return false;
  const labels = text.split('.');
  // A last label of digits is an IPv4 address, or would be read as one.
  return labels.every((label) => LABEL.test(label)) && !/^(?:[0-9]+|0x[0-9a-f]*)$/.test(labels.at(-1)!);
}
