import type { MailService } from './mail-service.ts';
import { element, escapeXml } from './xml.ts';

export const OUTLOOK_SCHEMA = 'http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a';
const ENVELOPE_SCHEMA = 'http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006';

const TYPES = { imap: 'IMAP', pop3: 'POP3', smtp: 'SMTP' } as const;
const ENCRYPTION = { tls: 'SSL', starttls: 'TLS', plain: 'None' } as const;

/** Settings for Outlook ([MS-OXDSCLI] §2.2.4): of each protocol the first way, since Outlook takes no other. */
export function autodiscoverSettings(address: string, services: readonly MailService[]): string {
  const firsts = services.filter((one) => services.find(({ protocol }) => protocol === one.protocol) === one);
  return envelope([
    `  <Response xmlns="${OUTLOOK_SCHEMA}">`,
    `    <User>${element('DisplayName', address)}</User>`,
    '    <Account>',
    `      ${element('AccountType', 'email')}`,
    `      ${element('Action', 'settings')}`,
    ...firsts.flatMap((service) => protocolLines(address, service)),
    '    </Account>',
    '  </Response>',
  ]);
}

/** [MS-OXDSCLI] §2.2.4.1.2: 500 no such address, 600 no request, 601 no such schema. */
export function autodiscoverError(code: 500 | 600 | 601, message: string, epochMs: number): string {
  const time = new Date(epochMs).toISOString().slice(11, 23);
  return envelope([
    '  <Response>',
    `    <Error Time="${escapeXml(time)}" Id="0">`,
    `      ${element('ErrorCode', code)}`,
    `      ${element('Message', message)}`,
    '      <DebugData/>',
    '    </Error>',
    '  </Response>',
  ]);
}

function protocolLines(address: string, { protocol, hostname, port, security }: MailService): readonly string[] {
  return [
    '      <Protocol>',
    `        ${element('Type', TYPES[protocol])}`,
    `        ${element('Server', hostname)}`,
    `        ${element('Port', port)}`,
    `        ${element('DomainRequired', 'off')}`,
    `        ${element('LoginName', address)}`,
    `        ${element('SPA', 'off')}`,
    `        ${element('SSL', security === 'plain' ? 'off' : 'on')}`,
    `        ${element('Encryption', ENCRYPTION[security])}`,
    `        ${element('AuthRequired', 'on')}`,
    ...(protocol === 'smtp'
      ? [`        ${element('UsePOPAuth', 'off')}`, `        ${element('SMTPLast', 'off')}`]
      : []),
    '      </Protocol>',
  ];
}

function envelope(lines: readonly string[]): string {
  const all = ['<?xml version="1.0" encoding="utf-8"?>', `<Autodiscover xmlns="${ENVELOPE_SCHEMA}">`, ...lines];
  return `${all.join('\n')}\n</Autodiscover>\n`;
}
