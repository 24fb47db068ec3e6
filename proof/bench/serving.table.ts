import { Random } from '../crash-random.ts';
import { address, PASSWORD } from '../server.ts';
import { END_LINE, mail, smallMail } from './bench-mail.ts';
import { ImapWire } from './imap-wire.ts';
import { Wire } from './wire.ts';
import { expectEqual, RESIDENTS, type Stage, type Workload } from './workload.ts';

const MIXED_CONNECTIONS = 50;
const MIXED_MAILS = 40;

export const SERVING: readonly Workload[] = [
  { name: 'pop3-retr', about: 'POP3 RETR of a whole maildrop', needs: ['pop'], run: retrieve },
  { name: 'pop3-login', about: 'POP3 login, STAT, QUIT', needs: ['pop'], run: pop3Logins },
  { name: 'mixed', about: `what people do, ${MIXED_CONNECTIONS} connections at once`, needs: [], run: mixed },
];

async function openMaildrop(port: number, messages: number): Promise<Wire> {
  const wire = await Wire.open(port);
  await wire.line();
  for (const line of [`USER ${address('pop')}`, `PASS ${PASSWORD}`]) await ok(wire, line);
  const stat = await ok(wire, 'STAT');
  expectEqual('STAT', stat.split(' ')[1], String(messages));
  return wire;
}

async function ok(wire: Wire, command: string): Promise<string> {
  wire.send(`${command}\r\n`);
  const line = await wire.line();
  if (!line.startsWith('+OK')) throw new Error(`${command.split(' ')[0]}: ${line}`);
  return line;
}

async function retrieve({ server, meter, sizes: { pop3 } }: Stage): Promise<void> {
  const sizes = Array.from({ length: pop3 }, (_, i) => mail(i).length);
  const wire = await openMaildrop(server.ports.pop3, pop3);
  await meter.measure(`POP3 RETR of ${pop3}`, 'mail', pop3, async (lap) => {
    for (const [i, size] of sizes.entries()) {
      await lap(async () => {
        wire.send(`RETR ${i + 1}\r\n`);
        const { bytes, counted } = await wire.until(`${END_LINE}.\r\n`, { count: '+OK' });
        if (counted === 0 || bytes < size || bytes > size + 80) throw new Error(`RETR: ${bytes} octets of ${size}`);
      });
    }
  });
  await ok(wire, 'QUIT');
  wire.close();
}

async function pop3Logins({ server, meter, sizes: { logins, pop3 } }: Stage): Promise<void> {
  await meter.measure('POP3 login, STAT, QUIT', 'login', logins, async (lap) => {
    for (let i = 0; i < logins; i++) {
      await lap(async () => {
        const wire = await openMaildrop(server.ports.pop3, pop3);
        await ok(wire, 'QUIT');
        wire.close();
      });
    }
  });
}

interface Turn {
  /** Of a hundred. */
  readonly weight: number;
  readonly run: (imap: ImapWire, n: number) => Promise<unknown>;
}

/** What a program does while somebody reads mail; `n` is a message that is there. */
const TURNS: readonly Turn[] = [
  { weight: 20, run: (imap) => imap.must('NOOP') },
  { weight: 20, run: (imap) => imap.mustCount(`FETCH 1:${MIXED_MAILS} (UID FLAGS)`, 'UID ', MIXED_MAILS) },
  { weight: 15, run: (imap, n) => imap.mustCount(`FETCH ${n} (UID ENVELOPE BODYSTRUCTURE)`, ' ENVELOPE (', 1) },
  { weight: 15, run: (imap, n) => imap.mustCount(`FETCH ${n} BODY.PEEK[]`, END_LINE, 1) },
  { weight: 15, run: (imap, n) => imap.must(`STORE ${n} ${n % 2 === 0 ? '+' : '-'}FLAGS (\\Seen)`) },
  { weight: 8, run: (imap) => imap.mustCount('SEARCH UNSEEN', '* SEARCH', 1) },
  { weight: 5, run: (imap) => imap.mustCount('STATUS Drafts (MESSAGES UNSEEN)', '* STATUS', 1) },
  { weight: 2, run: (imap) => imap.append('Drafts', [smallMail(1)]) },
];
const WEIGHTS = TURNS.flatMap((turn) => Array.from({ length: turn.weight }, () => turn));

async function mixed({ server, meter, sizes: { mixedMs } }: Stage): Promise<void> {
  const sessions = await Promise.all(
    RESIDENTS.slice(0, MIXED_CONNECTIONS).map((user) => ImapWire.logIn(server.ports.imap, address(user))),
  );
  for (const imap of sessions) {
    await imap.must('CREATE Reading');
    await imap.append(
      'Reading',
      Array.from({ length: MIXED_MAILS }, (_, i) => mail(i)),
    );
    await imap.must('SELECT Reading');
    const { text } = await imap.must('LIST "" Drafts', { keep: true });
    if (!text.startsWith('* LIST')) await imap.must('CREATE Drafts');
  }
  let commands = 0;
  await meter.measure(`mixed, ${MIXED_CONNECTIONS} connections`, 'command', 0, async (lap) => {
    const end = performance.now() + mixedMs;
    await Promise.all(
      sessions.map(async (imap, seed) => {
        const random = new Random(seed + 1);
        for (; performance.now() < end; commands++) {
          const turn = random.pick(WEIGHTS);
          await lap(() => turn.run(imap, random.between(1, MIXED_MAILS)));
        }
      }),
    );
  });
  for (const imap of sessions) {
    await imap.must('UNSELECT');
    await imap.must('DELETE Reading');
    imap.close();
  }
  const figure = meter.figures.pop()!;
  meter.add({ ...figure, operations: commands });
}
