/**
 * A move from another server. A real Dovecot gets 300 mails with flags, keywords and folders; mbsync and fetchmail fetch
 * them; its Maildir is imported; both programs are pointed to Rookery, and must fetch nothing again. Then imports are killed
 * at random moments and run again. Without Dovecot, isync or fetchmail their part is skipped, and the last line says so.
 */
import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ImapFlow } from 'imapflow';
import { Fetchmail } from './client/fetchmail.ts';
import { maildirFiles } from './client/hash.ts';
import { Mirror } from './client/mirror.ts';
import { Random } from './crash-random.ts';
import { Dovecot, dovecotMissing } from './dovecot.ts';
import { plainMail } from './mail.ts';
import { run } from './program.ts';
import { expect, expectEqual, Report } from './report.ts';
import { address, DOMAIN, PASSWORD, ProofServer } from './server.ts';

const ROOKERY = fileURLToPath(new URL('../rookery', import.meta.url));
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const KILLS = 10;
const report = new Report();
const program = promisify(execFile);
const skipped = dovecotMissing() ?? (await missing('mbsync')) ?? (await missing('fetchmail'));

if (skipped === undefined) await proveMove();
await proveKills('maildir');
await proveKills('mbox');
if (skipped !== undefined) console.log(`skipped the move from Dovecot: ${skipped}`);
process.exitCode = report.finish();

async function missing(name: string): Promise<string | undefined> {
  return run(name, ['--version']).then(
    () => undefined,
    () => `${name} is not installed`,
  );
}

async function proveMove(): Promise<void> {
  const dovecot = await Dovecot.start(['ada']);
  const user = address('ada');
  const byPop3 = { protocol: 'pop3', security: 'plain', keep: true } as const;
  const fetchmail = new Fetchmail(dovecot.pop3, user, byPop3);
  const mirror = new Mirror(dovecot.imap, 'ada');
  let server: ProofServer | undefined;
  try {
    await report.step('a Dovecot gets 300 mails with flags, keywords and folders', () => fill(dovecot.imap));
    let fetched = 0;
    await report.step('mbsync and fetchmail fetch them', async () => {
      await mirror.sync();
      fetched = await fetchmail.fetch();
      expect(fetched > 150, `fetchmail fetched only ${fetched}`);
      expectEqual(await fetchmail.fetch(), 0, 'fetched twice from Dovecot');
      return `${filesOf(mirror).length} files, ${fetched} by POP3`;
    });
    const before = filesOf(mirror);
    await dovecot.stop();
    server = await ProofServer.start(['ada'], async (rookery, dir) => {
      const words = ['import', '--dir', dir, '--account', address('ada'), '--json', dovecot.maildir('ada')];
      await report.step('the Maildir is imported with its uids', async () => {
        const { imported, mailboxes } = JSON.parse(await rookery(words));
        expectEqual(imported, before.length, 'messages');
        for (const { name, uidsKept } of mailboxes) expectEqual(uidsKept, true, `uids of ${name} kept`);
        const again = JSON.parse(await rookery(words));
        expectEqual(`${again.imported} ${again.alreadyThere}`, `0 ${before.length}`, 'imported once more');
        return `${imported} messages in ${mailboxes.length} mailboxes`;
      });
    });
    mirror.pointTo(server.port('imap'), address('ada'));
    await report.step('mbsync, pointed to Rookery, fetches nothing and changes nothing', async () => {
      await mirror.sync();
      expectEqual(filesOf(mirror).join('\n'), before.join('\n'), 'files of the mirror');
      return undefined;
    });
    fetchmail.pointTo(server.port('pop3'), user, byPop3);
    await report.step('fetchmail, pointed to Rookery, fetches nothing', async () => {
      expectEqual(await fetchmail.fetch(), 0, 'messages fetched again');
      return undefined;
    });
    await report.step('the mirror still goes both ways', async () => {
      mirror.put(plainMail('written after the move'));
      await mirror.sync();
      expectEqual(await fetchmail.fetch(), 1, 'new messages');
      return undefined;
    });
  } catch (error) {
    report.fail('the move ran to its end', error instanceof Error ? (error.stack ?? error.message) : String(error));
  } finally {
    await server?.stop();
    await dovecot.stop();
    dovecot.discard();
    fetchmail.discard();
    mirror.discard();
  }
}

async function fill(port: number): Promise<string> {
  const auth = { user: 'ada', pass: PASSWORD };
  const client = new ImapFlow({ host: '127.0.0.1', port, secure: false, auth, logger: false, doSTARTTLS: false });
  await client.connect();
  const folders = ['INBOX', 'Sent Items', 'Work/Übung'];
  const flags = [[], ['\\Seen'], ['\\Seen', '\\Flagged', 'red'], ['\\Answered', '$Forwarded'], ['\\Draft', 'green']];
  for (const folder of folders.slice(1)) {
    await client.mailboxCreate(folder);
    await client.mailboxSubscribe(folder);
  }
  for (let n = 0; n < 300; n++) {
    const folder = folders[n % 10 < 6 ? 0 : n % 10 < 8 ? 1 : 2]!;
    const message = plainMail(`mail ${n}`, `text ${n}\r\nFrom here on\r\n.\r\n`);
    await client.append(folder, message, flags[n % flags.length]!, new Date(1_600_000_000_000 + n * 1_000));
  }
  // Gaps between uids.
  await client.mailboxOpen('INBOX');
  await client.messageDelete('5,17:20,100');
  await client.logout();
  return folders.join(', ');
}

/** Every file of the mirror, by mailbox, name and octets. */
function filesOf(mirror: Mirror): readonly string[] {
  // mbsync keeps names as the server writes them.
  return ['INBOX', 'Sent Items', 'Work/&ANw-bung']
    .flatMap((mailbox) => [...maildirFiles(mirror.folder(mailbox))])
    .sort();
}

/** Imports that are killed, again and again, until one comes to its end: then everything is there, once. */
async function proveKills(format: 'maildir' | 'mbox'): Promise<void> {
  const random = new Random(SEED);
  const home = mkdtempSync(join(tmpdir(), 'rookery-import-'));
  const [dir, source] = [join(home, 'data'), join(home, 'source')];
  try {
    const messages = makeSource(format, source);
    await program(ROOKERY, ['init', '--dir', dir, '--domain', DOMAIN]);
    const ofPerson = (verb: string, name: string, ...more: readonly string[]) => [
      verb,
      '--dir',
      dir,
      '--account',
      address(name),
      ...more,
    ];
    for (const name of ['ada', 'ben']) {
      await program(ROOKERY, ['account', 'add', address(name), '--dir', dir, '--password', PASSWORD]);
    }
    const words = ofPerson('import', 'ada', '--json', source);
    // How long a whole one takes here and now, so that kills fall into it.
    const start = performance.now();
    await program(ROOKERY, ofPerson('import', 'ben', source));
    const wholeMs = performance.now() - start;
    await report.step(
      `an import of ${messages.length} messages as ${format}, killed at random moments (seed ${SEED})`,
      async () => {
        let killed = 0;
        for (let n = 0; n < KILLS; n++)
          if (await killedAfter(words, Math.round(wholeMs * (0.3 + random.next() * 0.7)))) killed++;
        const { stdout } = await program(ROOKERY, words);
        const { imported, alreadyThere } = JSON.parse(stdout);
        expectEqual(imported + alreadyThere, messages.length, 'imported and already there');
        const checked = JSON.parse((await program(ROOKERY, ['check', '--dir', dir, '--json'])).stdout);
        expectEqual(`${checked.ok} ${checked.messages}`, `true ${messages.length * 2}`, 'the check');
        const out = join(home, 'out');
        await program(ROOKERY, ofPerson('export', 'ada', '--format', 'eml', out));
        expectEqual(hashOf(exported(out)), hashOf(messages), 'the octets of all messages');
        expect(killed > 0, 'no import was killed before its end');
        return `${killed} killed; the last had ${imported} left to bring`;
      },
    );
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** Writes messages, some of them equal; gives them as they must be in the store. */
function makeSource(format: 'maildir' | 'mbox', path: string): readonly string[] {
  const messages = Array.from({ length: 1_500 }, (_, n) => {
    return `Subject: mail ${n % 1_400}\r\n\r\n${'text of a mail\r\n'.repeat(n % 400)}>From ${n % 1_400}\r\n`;
  });
  const unix = messages.map((message) => message.replaceAll('\r\n', '\n'));
  if (format === 'mbox') {
    const quoted = unix.map((message) => message.replace(/^(>*From )/gm, '>$1'));
    writeFileSync(path, quoted.map((message) => `From x Tue Nov 14 22:13:20 2023\n${message}\n`).join(''));
    return messages;
  }
  for (const part of ['cur', 'new', 'tmp']) mkdirSync(join(path, part), { recursive: true });
  const names = unix.map((_, n) => `${1_700_000_000 + n}.M${n}.proof`);
  for (const [n, message] of unix.entries()) writeFileSync(join(path, 'cur', `${names[n]}:2,S`), message);
  const lines = names.map((name, n) => `${(n + 1) * 3} :${name}`);
  writeFileSync(join(path, 'dovecot-uidlist'), ['3 V1600000000 N9000', ...lines, ''].join('\n'));
  return messages;
}

async function killedAfter(words: readonly string[], ms: number): Promise<boolean> {
  const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
  const child = spawn(process.execPath, [main, ...words], { stdio: 'ignore' });
  const ended = new Promise<boolean>((resolve) => child.once('close', (_, signal) => resolve(signal === 'SIGKILL')));
  const timer = setTimeout(() => child.kill('SIGKILL'), ms);
  const killed = await ended;
  clearTimeout(timer);
  return killed;
}

function exported(out: string): readonly string[] {
  const files = readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.eml'));
  return files.map((name) => readFileSync(join(out, name), 'latin1'));
}

function hashOf(messages: readonly string[]): string {
  const hash = createHash('sha256');
  for (const message of [...messages].sort()) hash.update(`${message.length}\n${message}`);
  return `${messages.length} messages, ${hash.digest('hex').slice(0, 16)}`;
}
