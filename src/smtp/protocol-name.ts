import type { Protocol } from './session/command.ts';
import type { MailParameters, Peer } from './session/state.ts';

/** What the Received field says a mail came by: RFC 3848, and RFC 6531 §4.3 where SMTPUTF8 was said. */
export function protocolName({ word }: Protocol, peer: Peer, mail: MailParameters, secure: boolean): string {
  // What HELO began has no names for TLS and logins.
  if (!peer.extended) return 'SMTP';
  const base = mail.utf8 ? `UTF8${word === 'LMTP' ? word : 'SMTP'}` : word;
  return `${base}${secure ? 'S' : ''}${peer.login === undefined ? '' : 'A'}`;
}
