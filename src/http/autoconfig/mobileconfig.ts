import { createHash } from 'node:crypto';
import type { MailService } from './mail-service.ts';
import { escapeXml } from './xml.ts';

type Value = string | number | boolean | readonly Value[] | { readonly [key: string]: Value };

/** Apple's configuration profile for one account, unsigned: IMAP, or POP3 where there is no IMAP, and SMTP. */
export function mobileconfig(address: string, services: readonly MailService[]): string | undefined {
  const first = (protocol: MailService['protocol']) => services.find((service) => service.protocol === protocol);
  const incoming = first('imap') ?? first('pop3');
  const outgoing = first('smtp');
  if (incoming === undefined || outgoing === undefined) return undefined;
  const domain = address.slice(address.lastIndexOf('@') + 1);
  const mail = {
    PayloadType: 'com.apple.mail.managed',
    PayloadVersion: 1,
    PayloadIdentifier: `${identifier(address)}.mail`,
    PayloadUUID: stableUuid(`mail ${address}`),
    PayloadDisplayName: address,
    EmailAccountType: incoming.protocol === 'imap' ? 'EmailTypeIMAP' : 'EmailTypePOP',
    EmailAccountDescription: address,
    EmailAddress: address,
    IncomingMailServerAuthentication: 'EmailAuthPassword',
    IncomingMailServerHostName: incoming.hostname,
    IncomingMailServerPortNumber: incoming.port,
    IncomingMailServerUseSSL: incoming.security !== 'plain',
    IncomingMailServerUsername: address,
    OutgoingMailServerAuthentication: 'EmailAuthPassword',
    OutgoingMailServerHostName: outgoing.hostname,
    OutgoingMailServerPortNumber: outgoing.port,
    OutgoingMailServerUseSSL: outgoing.security !== 'plain',
    OutgoingMailServerUsername: address,
    OutgoingPasswordSameAsIncomingPassword: true,
  };
  return plist({
    PayloadType: 'Configuration',
    PayloadVersion: 1,
    PayloadIdentifier: identifier(address),
    PayloadUUID: stableUuid(`profile ${address}`),
    PayloadDisplayName: `Mail for ${address}`,
    PayloadOrganization: domain,
    PayloadRemovalDisallowed: false,
    PayloadContent: [mail],
  });
}

/** The same address has the same profile for ever, so that a second download replaces the first. */
function identifier(address: string): string {
  return `rookery.mail.${stableUuid(address)}`;
}

/** RFC 9562 §5.8: a UUID of our own making, version 8. */
function stableUuid(name: string): string {
  const bytes = createHash('sha256').update(`rookery mobileconfig ${name.toLowerCase()}`).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex').toUpperCase();
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

function plist(value: Value): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    '<plist version="1.0">',
    ...plistLines(value),
    '</plist>',
    '',
  ].join('\n');
}

function plistLines(value: Value): readonly string[] {
  if (typeof value === 'string') return [`<string>${escapeXml(value)}</string>`];
  if (typeof value === 'number') return [`<integer>${value}</integer>`];
  if (typeof value === 'boolean') return [value ? '<true/>' : '<false/>'];
  if (Array.isArray(value)) return ['<array>', ...indented(value.flatMap(plistLines)), '</array>'];
  const pairs = Object.entries(value as { readonly [key: string]: Value });
  const lines = pairs.flatMap(([key, inner]) => [`<key>${escapeXml(key)}</key>`, ...plistLines(inner)]);
  return ['<dict>', ...indented(lines), '</dict>'];
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`);
}
