import { address } from '../server.ts';
import { smallMail } from './bench-mail.ts';
import { ImapWire } from './imap-wire.ts';
import { Wire } from './wire.ts';
import { RESIDENTS, type Stage, share, type Workload } from './workload.ts';

const OPENED_AT_ONCE = 16;
const ROUNDS = 50;
const SETTLE_MS = 3_000;

export const IDLING: readonly Workload[] = [
  {
    name: 'idle',
    about: 'connections in IDLE: opening, memory, being told of new mail',
    needs: [],
    fresh: true,
    run: idle,
  },
];

async function idle({ server, meter, sizes: { idlePart } }: Stage): Promise<void> {
  const connections = Math.ceil(server.idleConnections * idlePart);
  const crowd = new Map<string, Wire[]>(RESIDENTS.map((user) => [user, []]));
  const restBytes = meter.tree.memoryBytes();
  await meter.measure('idle: opening to IDLE', 'connection', connections, (lap) =>
    share(connections, OPENED_AT_ONCE, async (next) => {
      for (let i = next(); i !== undefined; i = next()) {
        const user = RESIDENTS[i % RESIDENTS.length]!;
        const { wire } = await lap(() => openIdle(server.ports.imap, user));
        crowd.get(user)!.push(wire);
      }
    }),
  );
  await meter.tree.settled(SETTLE_MS);
  const memoryBytes = Math.max(0, meter.tree.memoryBytes() - restBytes) / connections;
  const lmtp = await Wire.open(server.ports.lmtp);
  await lmtp.line();
  lmtp.send('LHLO bench.example\r\n');
  await lmtp.until('250 ');
  const told = RESIDENTS.slice(0, Math.min(ROUNDS, connections));
  let all = 0;
  for (const user of told) all += crowd.get(user)!.length;
  const latencies: number[] = [];
  await meter.measure('idle: told of new mail', 'connection', all, async () => {
    for (const user of told) latencies.push(...(await tell(lmtp, user, crowd.get(user)!)));
  });
  meter.add({ ...meter.figures.pop()!, latencies, memoryBytes });
  meter.note(`${connections} connections in IDLE on ${RESIDENTS.length} accounts`);
  for (const wires of crowd.values()) for (const wire of wires) wire.close();
  lmtp.close();
}

async function openIdle(port: number, user: string): Promise<ImapWire> {
  const imap = await ImapWire.logIn(port, address(user));
  await imap.must('SELECT INBOX');
  imap.send('IDLE');
  await imap.wire.until('+ ');
  return imap;
}

/** Milliseconds from the acknowledgement of a mail until each session heard of it; 0 if it heard before. */
async function tell(lmtp: Wire, user: string, wires: readonly Wire[]): Promise<readonly number[]> {
  const heard = wires.map((wire) => wire.until(' EXISTS').then(() => performance.now()));
  lmtp.send(`MAIL FROM:<sender@elsewhere.example>\r\nRCPT TO:<${address(user)}>\r\nDATA\r\n`);
  await lmtp.until('354 ');
  lmtp.send(Buffer.concat([smallMail(1), Buffer.from('.\r\n')]));
  await lmtp.until('250 ');
  const acknowledged = performance.now();
  return (await Promise.all(heard)).map((at) => Math.max(0, at - acknowledged));
}
