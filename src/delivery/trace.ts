import { encodeUtf8 } from '../base/index.ts';
import { composeDate } from '../message/index.ts';
import type { MailEnvelope } from './contract.ts';

/**
 * The lines that a final delivery puts in front of a mail (RFC 5321 §4.4): Return-Path, and Received if the envelope
 * says where the mail came from. `hostname` is our own.
 */
export function traceHeader(envelope: MailEnvelope, hostname: string): Uint8Array {
  const { sender, receivedAt, trace } = envelope;
  let header = `Return-Path: <${oneLine(sender)}>\r\n`;
  if (trace !== undefined) {
    const peer = `${oneLine(trace.peerName)} ([${oneLine(trace.peerAddress)}])`;
    header += `Received: from ${peer}\r\n\tby ${hostname} with ${oneLine(trace.protocol)};\r\n\t${composeDate(receivedAt)}\r\n`;
  }
  return encodeUtf8(header);
}

/** Whatever was let through before: no text from a peer can end a header line here. */
function oneLine(text: string): string {
  return text.replace(/\p{Cc}/gu, '');
}
