/**
 * Programs that people use, against a real server: curl, openssl, mbsync both ways, imapflow; and how soon IDLE tells.
 * curl, openssl and isync must be installed: what cannot be run has failed.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ImapFlow } from 'imapflow';
import { ImapClient } from './imap-client.ts';
import { LmtpClient } from './lmtp-client.ts';
import { plainMail } from './mail.ts';
import { hashByImap, Mirror } from './mbsync.ts';
import { converse, output, run } from './program.ts';
import { expect, expectEqual, Report } from './report.ts';
import { address, PASSWORD, ProofServer } from './server.ts';

const NOTICE_MAX_MS = 500;
const report = new Report();
const server = await ProofServer.start(['anna', 'ben', 'cleo']);
const lmtp = await LmtpClient.open(server.port('lmtp'));

try {
  await proveCurl();
  await proveOpenssl();
  await proveMbsync();
  await proveImapflow();
  await proveIdle();
} catch (error) {
  report.fail('the proof ran to its end', error instanceof Error ? (error.stack ?? error.message) : String(error));
} finally {
  lmtp.close();
  await report.step('the server stops in order', async () => {
    expectEqual(await server.stop(), true, 'by itself');
    return undefined;
  });
}
process.exitCode = report.finish();

async function deliver(name: string, message: Buffer): Promise<void> {
  const [reply = ''] = await lmtp.deliver([address(name)], message);
  expect(reply.startsWith('250'), reply);
}

async function proveCurl(): Promise<void> {
  const message = plainMail('by curl', '.a line with a dot\r\n\r\nand one more');
  await deliver('anna', message);
  const login = ['-sS', '-u', `${address('anna')}:${PASSWORD}`];
  const ways: readonly (readonly [string, readonly string[]])[] = [
    ['imap', []],
    ['imap', ['--ssl-reqd', '-k']],
    ['imaps', ['-k']],
    ['pop3', []],
    ['pop3', ['--ssl-reqd', '-k']],
    ['pop3s', ['-k']],
  ];
  for (const [scheme, options] of ways) {
    const path = scheme.startsWith('imap') ? 'INBOX;UID=1' : '1';
    const name = `curl reads by ${scheme}${options.includes('--ssl-reqd') ? ' with STARTTLS' : ''}`;
    await report.step(name, async () => {
      const got = await output('curl', [...login, ...options, `${scheme}://127.0.0.1:${server.port(scheme)}/${path}`]);
      expect(got.equals(message), `other octets: ${JSON.stringify(got.toString('latin1').slice(0, 300))}`);
      return `${got.length} octets`;
    });
  }
  const imap = `imap://127.0.0.1:${server.port('imap')}`;
  await report.step('curl appends by IMAP', async () => {
    const sent = plainMail('from curl');
    const file = join(server.dir, 'sent.eml');
    writeFileSync(file, sent);
    await output('curl', [...login, '-T', file, `${imap}/INBOX`]);
    const got = await output('curl', [...login, `${imap}/INBOX;UID=2`]);
    expect(got.equals(sent), 'other octets came back');
    return undefined;
  });
  await report.step('curl searches by IMAP', async () => {
    const got = await output('curl', [...login, `${imap}/INBOX?SUBJECT%20curl`]);
    expectEqual(got.toString().trim(), '* SEARCH 1 2', 'the answer');
    return undefined;
  });
  await report.step('curl is refused with a wrong password', async () => {
    for (const url of [imap, `pop3://127.0.0.1:${server.port('pop3')}`]) {
      const { code } = await run('curl', ['-sS', '-u', `${address('anna')}:wrong`, url]);
      expectEqual(code, 67, `exit code of ${url}`);
    }
    return undefined;
  });
}

async function proveOpenssl(): Promise<void> {
  const imapTurns = [
    [/^\* OK|OK .*completed/m, `a1 LOGIN ${address('anna')} "${PASSWORD}"`],
    [/^a1 OK/m, 'a2 LOGOUT'],
    [/^a2 OK/m, ''],
  ] as const;
  const pop3Turns = [
    [/^\+OK/m, `USER ${address('anna')}`],
    [/\+OK send/, `PASS ${PASSWORD}`],
    [/^\+OK maildrop/m, 'QUIT'],
  ] as const;
  for (const [listener, starttls, turns] of [
    ['imaps', [], imapTurns],
    [
      'imap',
      ['-starttls', 'imap'],
      [[/CONNECTED|verify|OK/, `a1 LOGIN ${address('anna')} "${PASSWORD}"`], ...imapTurns.slice(1)],
    ],
    ['pop3s', [], pop3Turns],
    [
      'pop3',
      ['-starttls', 'pop3'],
      [[/CONNECTED|verify|OK/, `USER ${address('anna')}`], [/\+OK send/, `PASS ${PASSWORD}`], pop3Turns[2]],
    ],
  ] as const) {
    await report.step(
      `openssl s_client logs in by ${listener}${starttls.length > 0 ? ' with STARTTLS' : ''}`,
      async () => {
        const words = ['s_client', '-quiet', '-crlf', '-connect', `127.0.0.1:${server.port(listener)}`, ...starttls];
        await converse('openssl', words, turns);
        return undefined;
      },
    );
  }
}

async function proveMbsync(): Promise<void> {
  for (const subject of ['first', 'second', 'third', 'fourth']) await deliver('ben', plainMail(subject));
  const imap = await ImapClient.open(server.port('imap'));
  await imap.logIn(address('ben'));
  const mirror = new Mirror(server.port('imap'), address('ben'));
  const agree = async (messages: number, mailbox = 'INBOX') => {
    await mirror.sync();
    const here = mirror.hash(mailbox);
    expectEqual(here, await hashByImap(imap, mailbox), 'the mirror and the server');
    expect(here.startsWith(`${messages} messages`), `${here}, not ${messages}`);
    return here;
  };
  await report.step('mbsync mirrors down', () => agree(4));
  await report.step('mbsync brings a new local message up', () => {
    mirror.put(plainMail('from the mirror'));
    return agree(5);
  });
  await report.step('mbsync brings flags both ways', async () => {
    await imap.must('SELECT INBOX');
    await imap.must('STORE 1 +FLAGS.SILENT (\\Flagged \\Seen)');
    mirror.setFlags('second', 'RS');
    const hash = await agree(5);
    expect(/:2,.*F.*S/.test(mirror.fileOf('first')), `flags of "first" in the mirror: ${mirror.fileOf('first')}`);
    const { fetched } = await imap.must('FETCH 2 (FLAGS)');
    expectEqual([...(fetched[0]?.flags ?? [])].sort().join(), '\\Answered,\\Seen', 'flags of "second" on the server');
    return hash;
  });
  await report.step('mbsync brings deletions both ways', async () => {
    await imap.must('SELECT INBOX');
    await imap.must('STORE 3 +FLAGS.SILENT (\\Deleted)');
    await imap.must('EXPUNGE');
    mirror.remove('fourth');
    return agree(3);
  });
  await report.step('mbsync carries a mailbox that is new on either side', async () => {
    mirror.put(plainMail('in a new mailbox'), 'Projects');
    await imap.must('CREATE Errands');
    await imap.must('APPEND Errands (\\Seen) §', plainMail('an errand'));
    await mirror.sync();
    expectEqual(mirror.hash('Errands'), await hashByImap(imap, 'Errands'), 'Errands');
    return agree(1, 'Projects');
  });
  await report.step('mbsync over STARTTLS, with nothing left to do', async () => {
    const again = new Mirror(server.port('imap'), address('ben'), await certificate());
    await again.sync();
    expectEqual(again.hash(), await hashByImap(imap), 'a second mirror and the server');
    again.discard();
    return agree(3);
  });
  mirror.discard();
  imap.close();
}

/** The server's certificate, as it shows it. */
async function certificate(): Promise<string> {
  const file = join(server.dir, 'shown.pem');
  const words = ['s_client', '-connect', `127.0.0.1:${server.port('imaps')}`, '-showcerts'];
  const shown = await output('openssl', words, Buffer.from('\n'));
  await output('openssl', ['x509', '-out', file], shown);
  return file;
}

async function proveImapflow(): Promise<void> {
  const sent = [plainMail('one for imapflow'), plainMail('two for imapflow')];
  for (const message of sent) await deliver('cleo', message);
  const client = new ImapFlow({
    host: '127.0.0.1',
    port: server.port('imap'),
    secure: false,
    auth: { user: address('cleo'), pass: PASSWORD },
    tls: { rejectUnauthorized: false },
    logger: false,
  });
  await report.step('imapflow logs in with STARTTLS and lists', async () => {
    await client.connect();
    expect(client.secureConnection, 'TLS is off');
    const names = (await client.list()).map(({ path }) => path);
    expect(names.includes('INBOX'), names.join());
    return names.join(', ');
  });
  await report.step('imapflow fetches what was sent', async () => {
    await client.mailboxOpen('INBOX');
    const got = await client.fetchAll('1:*', { source: true, envelope: true, bodyStructure: true, flags: true });
    expectEqual(got.length, 2, 'messages');
    got.forEach((message, i) => {
      expect(message.source?.equals(sent[i]!) === true, `other octets of ${i + 1}`);
      expectEqual(message.envelope?.from?.[0]?.address, 'sender@elsewhere.example', 'From');
    });
    return undefined;
  });
  await report.step('imapflow sets flags, searches, appends, moves and deletes', async () => {
    await client.messageFlagsAdd('1', ['\\Seen', '$Forwarded']);
    const found = await client.search({ keyword: '$Forwarded' });
    expectEqual(String(found), '1', 'the search');
    await client.mailboxCreate('Archived');
    await client.append('INBOX', plainMail('appended'), ['\\Seen']);
    await client.messageMove('2', 'Archived');
    await client.messageDelete('2');
    for (const mailbox of ['INBOX', 'Archived']) {
      const status = await client.status(mailbox, { messages: true });
      expectEqual(status ? status.messages : undefined, 1, `messages in ${mailbox}`);
    }
    return undefined;
  });
  await report.step('imapflow hears of new mail', async () => {
    const heard = new Promise<number>((resolve) => client.once('exists', ({ count }) => resolve(count)));
    void client.idle();
    await deliver('cleo', plainMail('while idle'));
    expectEqual(await Promise.race([heard, timeout(10_000)]), 2, 'messages');
    return undefined;
  });
  await client.logout();
}

async function proveIdle(): Promise<void> {
  const imap = await ImapClient.open(server.port('imap'));
  await imap.logIn(address('anna'));
  const { untagged } = await imap.must('SELECT INBOX');
  let count = Number(untagged.find((line) => line.endsWith(' EXISTS'))?.split(' ')[0]);
  await report.step('IDLE tells of new mail at once', async () => {
    const tag = imap.send('IDLE');
    expect((await imap.peer.line()).startsWith('+'), 'no continuation');
    const delays: number[] = [];
    for (let i = 0; i < 20; i++) {
      await deliver('anna', plainMail(`idle ${i}`));
      const acknowledged = performance.now();
      count++;
      while ((await imap.peer.line()) !== `* ${count} EXISTS`);
      delays.push(performance.now() - acknowledged);
    }
    imap.peer.send('DONE\r\n');
    const answer = await imap.answer(tag);
    expectEqual(answer.status, 'OK', 'the end of IDLE');
    delays.sort((a, b) => a - b);
    expect(delays.at(-1)! < NOTICE_MAX_MS, `${delays.at(-1)!.toFixed(1)} ms`);
    return `${delays[10]!.toFixed(1)} ms at the median, ${delays.at(-1)!.toFixed(1)} ms at most, after the 250`;
  });
  imap.close();
}

function timeout(ms: number): Promise<string> {
  return new Promise((resolve) => setTimeout(() => resolve(`nothing in ${ms} ms`), ms).unref());
}
