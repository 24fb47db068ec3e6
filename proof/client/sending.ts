import { createTransport } from 'nodemailer';
import { plainMail } from '../mail.ts';
import { output, run } from '../program.ts';
import { expect, expectEqual } from '../report.ts';
import { address, PASSWORD } from '../server.ts';
import { Scratch } from './scratch.ts';
import { listenerFor, SECURITIES, type Security, type World } from './world.ts';

/** What one program has to send a mail with. */
interface Way {
  readonly world: World;
  readonly security: Security;
  readonly port: number;
  readonly to: string;
  readonly message: Buffer;
}

const SENDER = 'sam';

/** Programs that send: each hands in a mail for somebody here, and is told that strangers cannot be written to yet. */
const PROGRAMS: Readonly<Record<string, (way: Way) => Promise<void>>> = {
  msmtp: sendByMsmtp,
  swaks: sendBySwaks,
  curl: sendByCurl,
  nodemailer: sendByNodemailer,
};

export async function proveSending(world: World): Promise<void> {
  const { report, server } = world;
  const imap = await world.imap('rita');
  for (const [program, send] of Object.entries(PROGRAMS)) {
    for (const security of SECURITIES) {
      const way = { world, security, port: server.port(listenerFor('submission', security)) };
      await report.step(`${program} sends (${security})`, async () => {
        const body = `.a dot\r\n${program} ${security}\r\n${'y'.repeat(300)}`;
        await send({ ...way, to: address('rita'), message: letter(`${program}-${security}`, body) });
        await imap.must('EXAMINE INBOX');
        const { untagged } = await imap.must(`SEARCH SUBJECT "${program}-${security}"`);
        const number = untagged.find((line) => line.startsWith('SEARCH'))?.split(' ')[1];
        expect(number !== undefined, 'it did not arrive');
        const { fetched } = await imap.must(`FETCH ${number} (BODY.PEEK[TEXT])`);
        expectEqual(fetched[0]?.sections.get('TEXT')?.toString('latin1').trimEnd(), body, 'the body');
        return undefined;
      });
    }
    await report.step(`${program} is refused a stranger`, async () => {
      const way = { world, security: 'plain', port: server.port('submission') } as const;
      const sent = send({ ...way, to: 'stranger@elsewhere.example', message: letter('to a stranger', 'Hello?') });
      const outcome = await sent.then(
        () => 'taken',
        (error: unknown) => String(error),
      );
      expect(/\b550\b/.test(outcome), outcome);
      return undefined;
    });
  }
  imap.close();
}

function letter(subject: string, body: string): Buffer {
  const text = plainMail(subject, body).toString('latin1');
  return Buffer.from(text.replace(/^From: .*$/m, `From: Sam <${address(SENDER)}>`), 'latin1');
}

async function sendByMsmtp({ world, security, port, to, message }: Way): Promise<void> {
  const scratch = new Scratch('msmtp');
  const config = scratch.write('msmtprc', [
    `account default\nhost localhost\nport ${port}\nfrom ${address(SENDER)}\nuser ${address(SENDER)}\npassword ${PASSWORD}`,
    `auth plain\ntls ${security === 'plain' ? 'off' : 'on'}\ntls_starttls ${security === 'starttls' ? 'on' : 'off'}`,
    ...(security === 'plain' ? [] : [`tls_trust_file ${await world.certificate()}`]),
  ]);
  try {
    await output('msmtp', ['-C', config, to], unixLines(message));
  } finally {
    scratch.discard();
  }
}

async function sendBySwaks({ security, port, to, message }: Way): Promise<void> {
  const tls = { plain: [], starttls: ['--tls'], tls: ['--tls-on-connect'] }[security];
  const login = ['--auth', 'LOGIN', '--auth-user', address(SENDER), '--auth-password', PASSWORD];
  const envelope = ['--from', address(SENDER), '--to', to, '--server', '127.0.0.1', '--port', String(port)];
  const { code, stdout } = await run('swaks', [...envelope, ...login, ...tls, '--data', '-'], unixLines(message));
  if (code !== 0) throw new Error(`swaks ended with ${code}: ${stdout}`);
}

async function sendByCurl({ security, port, to, message }: Way): Promise<void> {
  const scheme = security === 'tls' ? 'smtps' : 'smtp';
  const tls = security === 'plain' ? [] : ['-k', '--ssl-reqd'];
  const envelope = ['--mail-from', address(SENDER), '--mail-rcpt', to, '-u', `${address(SENDER)}:${PASSWORD}`];
  const words = ['-sS', '-v', ...tls, ...envelope, '-T', '-', `${scheme}://127.0.0.1:${port}`];
  const { code, stderr } = await run('curl', words, message);
  if (code !== 0) throw new Error(`curl ended with ${code}: ${stderr.slice(-2_000)}`);
}

async function sendByNodemailer({ security, port, to, message }: Way): Promise<void> {
  const transport = createTransport({
    host: '127.0.0.1',
    port,
    secure: security === 'tls',
    ignoreTLS: security === 'plain',
    requireTLS: security === 'starttls',
    tls: { rejectUnauthorized: false },
    auth: { user: address(SENDER), pass: PASSWORD },
  });
  await transport.sendMail({ envelope: { from: address(SENDER), to }, raw: message });
  transport.close();
}

/** As programs on Unix hand mail over. */
function unixLines(message: Buffer): Buffer {
  return Buffer.from(message.toString('latin1').replace(/\r\n/g, '\n'), 'latin1');
}
