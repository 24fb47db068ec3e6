import { decodeLatin1 } from '../base/index.ts';
import { parseRawAddresses, type RawAddress } from './address-scanner.ts';
import { ByteWriter } from './byte-writer.ts';
import { writeNstring } from './imap-string.ts';
import type { HeaderField } from './part.ts';
import { trimBlanks, unfold } from './unfold.ts';

interface Fields {
  readonly headers: readonly HeaderField[];
}

/**
 * IMAP's ENVELOPE of a message's header (RFC 9051 §7.5.2): strings raw as in the message, unfolded. Of a repeated field
 * the first counts, but repeated address fields are one list.
 */
export function renderEnvelope(part: Fields): Uint8Array {
  const out = new ByteWriter(512);
  writeEnvelope(out, part);
  return out.finish();
}

export function writeEnvelope(out: ByteWriter, { headers }: Fields): void {
  out.latin1('(');
  writeNstring(out, textOf(headers, 'date'));
  out.latin1(' ');
  writeNstring(out, textOf(headers, 'subject'));
  const from = addressesOf(headers, 'from');
  // Sender and Reply-To are From where they are missing or empty; the server says so, not the client.
  writeAddresses(out, from);
  writeAddresses(out, addressesOf(headers, 'sender') ?? from);
  writeAddresses(out, addressesOf(headers, 'reply-to') ?? from);
  writeAddresses(out, addressesOf(headers, 'to'));
  writeAddresses(out, addressesOf(headers, 'cc'));
  writeAddresses(out, addressesOf(headers, 'bcc'));
  out.latin1(' ');
  writeNstring(out, textOf(headers, 'in-reply-to'));
  out.latin1(' ');
  writeNstring(out, textOf(headers, 'message-id'));
  out.latin1(')');
}

function textOf(headers: readonly HeaderField[], key: string): string | undefined {
  for (const field of headers) if (field.key === key) return trimBlanks(unfold(decodeLatin1(field.value)));
  return undefined;
}

function addressesOf(headers: readonly HeaderField[], key: string): RawAddress[] | undefined {
  let list: RawAddress[] | undefined;
  for (const field of headers) {
    if (field.key !== key) continue;
    const more = parseRawAddresses(unfold(decodeLatin1(field.value)));
    list = list === undefined ? more : list.concat(more);
  }
  return list === undefined || list.length === 0 ? undefined : list;
}

function writeAddresses(out: ByteWriter, list: readonly RawAddress[] | undefined): void {
  out.latin1(' ');
  if (list === undefined) {
    out.latin1('NIL');
    return;
  }
  out.latin1('(');
  for (const address of list) writeAddress(out, address);
  out.latin1(')');
}

/** A missing domain is an empty string, since NIL there would begin or end a group. */
function writeAddress(out: ByteWriter, address: RawAddress): void {
  switch (address.kind) {
    case 'groupStart':
      out.latin1('(NIL NIL ');
      writeNstring(out, address.name);
      out.latin1(' NIL)');
      break;
    case 'groupEnd':
      out.latin1('(NIL NIL NIL NIL)');
      break;
    case 'mailbox':
      out.latin1('(');
      writeNstring(out, address.name);
      out.latin1(' NIL ');
      writeNstring(out, address.local);
      out.latin1(' ');
      writeNstring(out, address.domain);
      out.latin1(')');
      break;
  }
}
