import { columns } from '../cli/terminal.ts';
import type { Server } from '../run/server.ts';
import { DEMO_PEOPLE } from './people.table.ts';

export interface WelcomeOptions {
  /** The folder that stays; undefined if all is gone at the end. */
  readonly keptIn: string | undefined;
  /** The port base that was wanted first. */
  readonly wanted: number;
}

/** What to click and what to type. The lines can be pasted as they are. */
export function welcome({ ports, portBase }: Pick<Server, 'ports' | 'portBase'>, options: WelcomeOptions): string {
  const people = columns(
    [['address', 'password'], ...DEMO_PEOPLE.map((person) => [person.address, person.password])],
    '  ',
  );
  const places = columns(
    Object.entries(ports).map(([name, port]) => [PROTOCOLS[name] ?? name, `127.0.0.1:${port}`]),
    '  ',
  );
  const moved =
    portBase === options.wanted ? '' : `\nThe port base is ${portBase}, since a port of ${options.wanted} is taken.\n`;
  const end = options.keptIn === undefined ? 'The mail is gone then.' : `The mail stays in ${options.keptIn}.`;
  return `Rookery is ready, for this machine alone.
${moved}
${people}
${places}
${ports.imaps === undefined ? '' : tryIt(ports.imaps, ports.submissions)}Stop with Ctrl-C. ${end}
`;
}

const PROTOCOLS: Readonly<Record<string, string>> = {
  smtp: 'SMTP (mail in)',
  submission: 'submission, STARTTLS',
  submissions: 'submission over TLS',
  lmtp: 'LMTP (mail in)',
  imap: 'IMAP, STARTTLS',
  imaps: 'IMAP over TLS',
  pop3: 'POP3, STLS',
  pop3s: 'POP3 over TLS',
};

function tryIt(port: number, submissionPort: number | undefined): string {
  const [{ address, password }] = DEMO_PEOPLE;
  return `Set up any mail program with one of the two, or paste one of these:

  curl -sk --user '${address}:${password}' 'imaps://127.0.0.1:${port}/INBOX;MAILINDEX=1'
  printf 'a LOGIN ${address} ${password}\\r\\nb STATUS INBOX (MESSAGES UNSEEN)\\r\\nc LOGOUT\\r\\n' | openssl s_client -quiet -connect 127.0.0.1:${port} 2>/dev/null
${submissionPort === undefined ? '' : sendIt(submissionPort)}
`;
}

/** A mail from the one to the other. */
function sendIt(port: number): string {
  const [{ address, password }, other] = DEMO_PEOPLE;
  const mail = `From: ${address}\\nTo: ${other.address}\\nSubject: Hello\\n\\nIt works.\\n`;
  return `  printf '${mail}' | curl -sk --user '${address}:${password}' --mail-from ${address} --mail-rcpt ${other.address} --crlf -T - smtps://127.0.0.1:${port}
`;
}
