import type { SecureContext } from 'node:tls';
import { accountId, ok, silentLog } from '../src/base/index.ts';
import { type ProtocolServer, ScriptedConnection } from '../src/connection/index.ts';
import { createDelivery } from '../src/delivery/index.ts';
import { openDirectory } from '../src/directory/index.ts';
import { createImapServer } from '../src/imap/index.ts';
import { createPop3Server } from '../src/pop3/index.ts';
import { createLmtpServer, createSmtpServer, createSubmissionServer } from '../src/smtp/index.ts';
import { MemoryStore } from '../src/store/index.ts';

/** What each server says it can do, before TLS and login and after: asked of the servers themselves. */
export async function announcedCapabilities(): Promise<
  Readonly<Record<'IMAP' | 'POP3' | 'LMTP' | 'SMTP' | 'submission', ReadonlySet<string>>>
> {
  const clock = { now: () => 0 };
  const log = silentLog;
  const store = new MemoryStore({ clock });
  const directory = openDirectory({ file: ':memory:', clock });
  const account = { id: accountId(1), address: 'anna@example.org', quotaBytes: undefined };
  // The slow hash of a password is not what is asked about here.
  const open = { ...directory, authenticate: async () => ok({ account }) };
  // Never used: nobody shakes hands here.
  const tlsContext = (): SecureContext => ({}) as SecureContext;
  const imap = createImapServer({ store, directory: open, clock, log, tlsContext });
  const pop3 = createPop3Server({
    store,
    directory: open,
    clock,
    log,
    tlsContext,
    allowPlaintextLogin: false,
    defaultMailboxes: [],
  });
  const delivery = createDelivery({ store });
  const mailIn = { delivery, directory, clock, hostname: 'mail.example.org', tlsContext };
  const ehlo = ['EHLO test.example.org\r\n'];
  try {
    const login = 'a LOGIN anna@example.org secret\r\n';
    return {
      IMAP: words(await ask(imap, ['a CAPABILITY\r\n', login, 'a CAPABILITY\r\n']), /^\* CAPABILITY (.*)$/gm),
      POP3: new Set(lines(await ask(pop3, ['CAPA\r\n']), /^(?![+.-])(.+)$/gm)),
      LMTP: new Set(lines(await ask(createLmtpServer(mailIn), ['LHLO test.example.org\r\n']), EHLO_KEYWORD)),
      SMTP: new Set(lines(await ask(createSmtpServer(mailIn), ehlo), EHLO_KEYWORD)),
      submission: new Set(lines(await ask(createSubmissionServer(mailIn), ehlo), EHLO_KEYWORD)),
    };
  } finally {
    directory.close();
    await store.close();
  }
}

/** A keyword, without what it says beside its name. */
const EHLO_KEYWORD = /^250[- ]([A-Z0-9]+)(?: .*)?$/gm;

/** Says each line to a server, from this machine and without TLS, and gives all that it answered. */
async function ask(server: ProtocolServer, said: readonly string[]): Promise<string> {
  const connection = new ScriptedConnection();
  const served = server.serve(connection);
  let answered = '';
  for (const line of said) answered += await connection.exchange(line);
  connection.hangUp();
  await served;
  return answered.replaceAll('\r', '');
}

function lines(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].map((match) => match[1]!);
}

function words(text: string, pattern: RegExp): ReadonlySet<string> {
  // The number of APPENDLIMIT is a setting.
  const plain = (word: string): string => word.replace(/=\d+$/, '');
  return new Set(lines(text, pattern).flatMap((line) => line.split(' ').map(plain)));
}
