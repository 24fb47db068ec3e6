import type { MailService } from './mail-service.ts';
import { element, escapeXml } from './xml.ts';

const SOCKET_TYPES = { tls: 'SSL', starttls: 'STARTTLS', plain: 'plain' } as const;

/** Thunderbird's configuration file format 1.1, which other programs read too. */
export function clientConfig(domain: string, services: readonly MailService[]): string {
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<clientConfig version="1.1">',
    `  <emailProvider id="${escapeXml(domain)}">`,
    `    ${element('domain', domain)}`,
    `    ${element('displayName', domain)}`,
    `    ${element('displayShortName', domain)}`,
    ...services.filter(({ protocol }) => protocol !== 'smtp').flatMap((service) => server('incomingServer', service)),
    ...services.filter(({ protocol }) => protocol === 'smtp').flatMap((service) => server('outgoingServer', service)),
    '  </emailProvider>',
    '</clientConfig>',
  ];
  return `${lines.join('\n')}\n`;
}

function server(name: string, { protocol, hostname, port, security }: MailService): readonly string[] {
  return [
    `    <${name} type="${protocol}">`,
    `      ${element('hostname', hostname)}`,
    `      ${element('port', port)}`,
    `      ${element('socketType', SOCKET_TYPES[security])}`,
    `      ${element('username', '%EMAILADDRESS%')}`,
    `      ${element('authentication', 'password-cleartext')}`,
    `    </${name}>`,
  ];
}
