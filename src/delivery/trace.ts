import { encodeUtf8 } from '../base/index.ts';
import { composeDate } from '../message/index.ts';
import type { MailEnvelope, MailTrace } from './contract.ts';

/**
 * The lines that a final delivery puts in front of a mail (RFC 5321 §4.4): Return-Path, and Received. Undefined where
 * the envelope does not say where the mail came from. `hostname` is our own.
 */
export function traceHeader({ sender, receivedAt, trace }: MailEnvelope, hostname: string): Uint8Array | undefined {
  if (trace === undefined) return undefined;
  const clauses = [
    `from ${fromClause(trace)}`,
    `by ${hostname} with ${word(trace.protocol)}`,
    ...(trace.recipient === undefined ? [] : [`for <${oneLine(trace.recipient)}>`]),
    // RFC 8314 §4.3
    ...(trace.cipher === undefined ? [] : [`tls ${word(trace.cipher)}`]),
  ];
  const received = `Received: ${clauses.join('\r\n\t')};\r\n\t${composeDate(receivedAt)}\r\n`;
  return encodeUtf8(`Return-Path: <${oneLine(sender)}>\r\n${received}`);
}

function fromClause({ peerName, peerAddress }: MailTrace): string {
  return peerAddress === undefined ? word(peerName) : `${word(peerName)} (${addressLiteral(peerAddress)})`;
}

/** RFC 5321 §4.1.3 */
function addressLiteral(address: string): string {
  return address.includes(':') ? `[IPv6:${word(address)}]` : `[${word(address)}]`;
}

/** A peer calls itself what it likes; but it cannot end the clause, open a comment, or begin another field. */
function word(text: string): string {
  return text.replace(/[^\p{L}\p{N}.\-_:[\]]/gu, '?');
}

/** Whatever was let through before: no text from a peer can end a header line here. */
function oneLine(text: string): string {
  return text.replace(/\p{Cc}/gu, '');
}
