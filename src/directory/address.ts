import { encodeUtf8 } from '../base/index.ts';
import { canonicalDomain } from './domain-name.ts';

/** An address taken apart: `"John Q"@Example.ORG` has the local part `John Q` and the domain `example.org`. */
export interface Address {
  /** As it was written, without quotes, in normal form C. */
  readonly local: string;
  /** What equal local parts have in common: the server may compare them as it likes (RFC 5321 §2.4). */
  readonly localKey: string;
  /** Canonical; see canonicalDomain. */
  readonly domain: string;
}

// RFC 5321 §4.1.2 with RFC 6531 §3.3: atext and qtextSMTP, and any character beyond ASCII but C1 controls.
const ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~\\-\\u00a0-\\u{10ffff}]+";
const DOT_STRING = new RegExp(`^${ATOM}(?:\\.${ATOM})*$`, 'u');
const QUOTED = /^"((?:[\x20-\x21\x23-\x5b\x5d-\x7e\u00a0-\u{10ffff}]|\\[\x20-\x7e])*)"$/u;

/** Reads `local@domain`, the local part plain or quoted; undefined if it is no address of a mailbox. */
export function parseAddress(text: string, localPartMaxBytes: number): Address | undefined {
  const at = text.lastIndexOf('@');
  if (at <= 0) return undefined;
  const local = parseLocalPart(text.slice(0, at), localPartMaxBytes);
  const domain = canonicalDomain(text.slice(at + 1));
  return local === undefined || domain === undefined ? undefined : { local, localKey: localPartKey(local), domain };
}

function parseLocalPart(text: string, maxBytes: number): string | undefined {
  // Quoting can at most double it; so a hostile length is seen before anything is matched.
  if (text.length > 2 * maxBytes + 2 || !text.isWellFormed()) return undefined;
  const quoted = QUOTED.exec(text);
  const local = (quoted ? quoted[1]!.replace(/\\(.)/gu, '$1') : text).normalize('NFC');
  if (!quoted && !DOT_STRING.test(local)) return undefined;
  return local !== '' && encodeUtf8(local).length <= maxBytes ? local : undefined;
}

/** Case is of no account, in any script; nor is the form of a sigma at a word's end. */
export function localPartKey(local: string): string {
  return local.normalize('NFC').toLowerCase().replaceAll('ς', 'σ').normalize('NFC');
}

/** The text that parseAddress reads back; quoted only where it must be. */
export function formatAddress(local: string, domain: string): string {
  const text = DOT_STRING.test(local) ? local : `"${local.replace(/["\\]/g, '\\$&')}"`;
  return `${text}@${domain}`;
}

/** `name+detail` in its two halves (RFC 5233 §1); undefined if the separator is not within. */
export function splitDetail(local: string, separator: string): { name: string; detail: string } | undefined {
  const at = separator === '' ? -1 : local.indexOf(separator);
  return at <= 0 ? undefined : { name: local.slice(0, at), detail: local.slice(at + separator.length) };
}
