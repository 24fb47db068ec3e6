import { encodeUtf8 } from '../../base/index.ts';
import type { SmtpWireLimits } from './limits.ts';

/** `local@domain` on an envelope (RFC 5321 §4.1.2, RFC 6531 §3.3). */
export interface EnvelopeMailbox {
  /** Without quotes. */
  readonly local: string;
  /** A domain in any case, U-labels or A-labels; or an address literal, `[192.0.2.1]`; or '' for a bare Postmaster. */
  readonly domain: string;
}

const ATEXT = /[A-Za-z0-9!#$%&'*+/=?^_`{|}~\-\u00a0-\u{10ffff}]/u;
// Dots at odd places are no Dot-string, but senders with such names exist, and nobody is served by refusing their mail.
const PLAIN = new RegExp(`^(?:${ATEXT.source}|\\.)+`, 'u');
const QUOTED = /^"((?:[\x20\x21\x23-\x5b\x5d-\x7e\u00a0-\u{10ffff}]|\\[\x20-\x7e])*)"/u;
const DOMAIN = /^[A-Za-z0-9\u00a0-\u{10ffff}](?:[A-Za-z0-9._\-\u00a0-\u{10ffff}]*)/u;
const LITERAL = /^\[([\x21-\x5a\x5e-\x7e]{1,255})\]/;

/** A mailbox at the beginning of `text`, and how much of it that took; undefined if there is none. */
export function parseMailbox(
  text: string,
  limits: SmtpWireLimits,
): { readonly mailbox: EnvelopeMailbox; readonly length: number } | undefined {
  const quoted = QUOTED.exec(text);
  const raw = quoted?.[0] ?? PLAIN.exec(text)?.[0];
  if (raw === undefined || text[raw.length] !== '@') return undefined;
  const local = quoted ? quoted[1]!.replace(/\\(.)/gu, '$1') : raw;
  if (encodeUtf8(local).length > limits.localPartMaxBytes) return undefined;
  const rest = text.slice(raw.length + 1);
  const domain = parseDomain(rest, limits);
  return domain === undefined ? undefined : { mailbox: { local, domain }, length: raw.length + 1 + domain.length };
}

/** A domain or an address literal at the beginning of `text`. */
export function parseDomain(text: string, limits: SmtpWireLimits): string | undefined {
  const literal = LITERAL.exec(text);
  if (literal) return isAddress(literal[1]!) ? literal[0] : undefined;
  const domain = DOMAIN.exec(text)?.[0];
  if (domain === undefined || domain.includes('..') || domain.endsWith('.')) return undefined;
  return encodeUtf8(domain).length <= limits.domainMaxBytes ? domain : undefined;
}

/** RFC 5321 §4.1.3: IPv4, `IPv6:` and an address, or a tag of the future and its content. */
function isAddress(text: string): boolean {
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(text)) return text.split('.').every((octet) => Number(octet) <= 255);
  if (/^ipv6:/i.test(text)) return isIpv6(text.slice(5));
  return /^[A-Za-z0-9-]*[A-Za-z0-9]:./.test(text);
}

function isIpv6(text: string): boolean {
  const halves = text.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const last = groups.at(-1);
  const dotted = last?.includes('.') === true;
  if (dotted && !/^\d{1,3}(?:\.\d{1,3}){3}$/.test(last)) return false;
  const hex = dotted ? groups.slice(0, -1) : groups;
  const count = hex.length + (dotted ? 2 : 0);
  return hex.every((group) => /^[0-9A-Fa-f]{1,4}$/.test(group)) && (halves.length === 2 ? count < 8 : count === 8);
}

/** The text that parseMailbox reads back: quoted where it must be. */
export function formatMailbox(mailbox: EnvelopeMailbox): string {
  const plain = PLAIN.exec(mailbox.local)?.[0] === mailbox.local;
  const local = plain ? mailbox.local : `"${mailbox.local.replace(/["\\]/g, '\\$&')}"`;
  return mailbox.domain === '' ? local : `${local}@${mailbox.domain}`;
}

export function isAsciiMailbox({ local, domain }: EnvelopeMailbox): boolean {
  return /^[\x20-\x7e]*$/.test(local + domain);
}
