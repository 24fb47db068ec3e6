import { address } from '../server.ts';
import { mail } from './bench-mail.ts';
import { ImapWire } from './imap-wire.ts';
import { Wire } from './wire.ts';
import { expectEqual, RESIDENTS, type Stage, share, type Workload } from './workload.ts';

const mails = Array.from({ length: 200 }, (_, i) => mail(100_000 + i));
const dotted = mails.map((bytes) => Buffer.from(`${bytes.toString('latin1').replace(/^\./gm, '..')}.\r\n`, 'latin1'));
const MULTI = 50;

export const DELIVERING: readonly Workload[] = [
  ...[1, 8, 64].map(
    (connections): Workload => ({
      name: `lmtp-${connections}`,
      about: `LMTP, mails of 29 KB to 100 users, ${connections} at once`,
      needs: [],
      run: (stage) => lmtp(stage, connections),
    }),
  ),
  ...[1, 16].map(
    (connections): Workload => ({
      name: `append-${connections}`,
      about: `IMAP APPEND of 29 KB, ${connections} at once`,
      needs: [],
      run: (stage) => append(stage, connections, 1),
    }),
  ),
  { name: 'multiappend', about: `MULTIAPPEND of ${MULTI}`, needs: [], run: (stage) => append(stage, 1, MULTI) },
];

/** MAIL, RCPT and DATA go out together (RFC 2920), as mail servers send them. */
async function lmtp(stage: Stage, connections: number): Promise<void> {
  const { server, meter, sizes } = stage;
  const total = Math.ceil(connections === 1 ? sizes.deliveries / 4 : sizes.deliveries);
  const before = await messagesOf(stage);
  const wires = await Promise.all(Array.from({ length: connections }, () => openLmtp(server.ports.lmtp)));
  await meter.measure(`LMTP delivery, ${connections} at once`, 'mail', total, (lap) =>
    share(total, connections, async (next) => {
      const wire = wires.pop()!;
      for (let i = next(); i !== undefined; i = next()) {
        const to = address(RESIDENTS[i % RESIDENTS.length]!);
        const bytes = dotted[i % dotted.length]!;
        await lap(async () => {
          wire.send(`MAIL FROM:<sender@elsewhere.example>\r\nRCPT TO:<${to}>\r\nDATA\r\n`);
          await wire.until('354 ');
          wire.send(bytes);
          const reply = await wire.line();
          if (!reply.startsWith('250 ')) throw new Error(`delivery: ${reply}`);
        });
      }
      wire.close();
    }),
  );
  expectEqual('messages that came', (await messagesOf(stage)) - before, total);
}

async function openLmtp(port: number): Promise<Wire> {
  const wire = await Wire.open(port);
  await wire.line();
  wire.send('LHLO bench.example\r\n');
  await wire.until('250 ');
  return wire;
}

async function append({ server, meter, sizes }: Stage, connections: number, atOnce: number): Promise<void> {
  const total = connections === 1 && atOnce === 1 ? sizes.appends / 2 : sizes.appends;
  const users = Array.from({ length: connections }, (_, i) => RESIDENTS[i]!);
  const sessions = await Promise.all(users.map((user) => ImapWire.logIn(server.ports.imap, address(user))));
  const before = await Promise.all(sessions.map(messagesIn));
  const free = [...sessions];
  const name = atOnce === 1 ? `APPEND, ${connections} at once` : `MULTIAPPEND of ${atOnce}`;
  await meter.measure(name, 'mail', total, (lap) =>
    share(total / atOnce, connections, async (next) => {
      const imap = free.pop()!;
      for (let i = next(); i !== undefined; i = next()) {
        const from = i * atOnce;
        const batch = Array.from({ length: atOnce }, (_, k) => mails[(from + k) % mails.length]!);
        await lap(() => imap.append('INBOX', batch));
      }
    }),
  );
  const after = await Promise.all(sessions.map(messagesIn));
  for (const imap of sessions) imap.close();
  expectEqual('messages that came', sum(after) - sum(before), total);
}

async function messagesOf({ server }: Stage): Promise<number> {
  let total = 0;
  for (const user of RESIDENTS) {
    const imap = await ImapWire.logIn(server.ports.imap, address(user));
    total += await messagesIn(imap);
    imap.close();
  }
  return total;
}

async function messagesIn(imap: ImapWire): Promise<number> {
  const { text } = await imap.must('STATUS INBOX (MESSAGES)', { keep: true });
  return Number(/MESSAGES (\d+)/.exec(text)?.[1]);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
