import { CR, decodeLatin1, encodeUtf8, LF } from '../base/index.ts';
import type { Account } from '../directory/index.ts';
import { composeDate, parseAddressList } from '../message/index.ts';
import { type HeaderFieldRange, loneLocalParts, splitHeaderFields } from './wire/index.ts';

/** What has to be known to set a header right. */
export interface FixUpFacts {
  readonly login: Account;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Without brackets. */
  readonly messageId: string;
  readonly removeBcc: boolean;
  owns(address: string, account: Account): Promise<boolean | 'unavailable'>;
  /** There is somebody of that address here. */
  exists(address: string): Promise<boolean>;
}

/** Octets from `start` to `end` become `text`. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Fields whose addresses are completed. */
const COMPLETED: readonly string[] = ['from', 'sender', 'reply-to', 'to', 'cc', 'bcc'];

/**
 * What a submission server does to a header (RFC 6409 §8): adds the Date, the Message-ID and the Sender that are
 * missing, completes addresses without a domain, takes Bcc out. Every octet that is not named here stays as it was, so
 * that a signature made before (RFC 6376) holds. `header`: with its empty line, if it has one.
 */
export async function fixHeader(header: Uint8Array, facts: FixUpFacts): Promise<readonly Uint8Array[]> {
  const fields = splitHeaderFields(header);
  const has = (name: string) => fields.some((field) => field.name === name);
  const needsSender = await isSenderMissing(header, fields, facts);
  const removed = fields.filter(
    ({ name }) => (facts.removeBcc && name === 'bcc') || (needsSender && name === 'sender'),
  );
  const edits: Edit[] = removed.map(({ start, end }) => ({ start, end, text: '' }));
  if (!has('dkim-signature')) edits.push(...(await completions(header, fields, new Set(removed), facts)));
  let added = '';
  if (!has('date')) added += `Date: ${composeDate(facts.now)}\r\n`;
  if (!has('message-id')) added += `Message-ID: <${facts.messageId}>\r\n`;
  if (needsSender) added += `Sender: <${facts.login.address}>\r\n`;
  // A mail that begins with its text: the fields put before it must not swallow it.
  if (added !== '' && fields.length === 0 && header.length > 0 && header[0] !== CR && header[0] !== LF) added += '\r\n';
  return [encodeUtf8(added), ...applied(header, edits)];
}

/** RFC 6409 §8.1: who sent it is known, and neither From nor Sender says so. */
async function isSenderMissing(
  header: Uint8Array,
  fields: readonly HeaderFieldRange[],
  facts: FixUpFacts,
): Promise<boolean> {
  const named = fields.find(({ name }) => name === 'sender') ?? fields.find(({ name }) => name === 'from');
  if (named === undefined) return true;
  const [first, ...more] = parseAddressList(header.subarray(named.valueStart, named.end));
  if (first === undefined || more.length > 0) return true;
  const address = first.domain === '' ? `${first.local}@${domainOf(facts.login)}` : first.address;
  return (await facts.owns(address, facts.login)) === false;
}

/** RFC 6409 §8: a domain is added only behind a local part that is somebody's there. */
async function completions(
  header: Uint8Array,
  fields: readonly HeaderFieldRange[],
  removed: ReadonlySet<HeaderFieldRange>,
  facts: FixUpFacts,
): Promise<readonly Edit[]> {
  const edits: Edit[] = [];
  const domain = domainOf(facts.login);
  let questions = 0;
  for (const field of fields) {
    if (!COMPLETED.includes(field.name) || removed.has(field)) continue;
    for (const { local, at } of loneLocalParts(decodeLatin1(header, field.valueStart, field.end))) {
      if (++questions > QUESTIONS_MAX) return edits;
      const place = field.valueStart + at;
      if (await facts.exists(`${local}@${domain}`)) edits.push({ start: place, end: place, text: `@${domain}` });
    }
  }
  return edits;
}

/** Lone local parts of one mail that the directory is asked for; those behind them stay as they are. */
const QUESTIONS_MAX = 1_000;

function domainOf({ address }: Account): string {
  return address.slice(address.lastIndexOf('@') + 1);
}

function applied(header: Uint8Array, edits: readonly Edit[]): readonly Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let at = 0;
  for (const { start, end, text } of [...edits].sort((a, b) => a.start - b.start)) {
    pieces.push(header.subarray(at, start), encodeUtf8(text));
    at = end;
  }
  pieces.push(header.subarray(at));
  return pieces.filter((piece) => piece.length > 0);
}
