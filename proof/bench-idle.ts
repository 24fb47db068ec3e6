/**
 * What idle connections cost: memory of a server at rest, how fast connections open, memory of each logged-in session in
 * IDLE, and how soon each is told of new mail.
 *
 *     node proof/bench-idle.ts [--connections 5000] [--accounts 10] [--rounds 20] [--json]
 */
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { openDirectory } from '../src/directory/index.ts';
import { IdleCrowd } from './idle-crowd.ts';
import { LmtpClient } from './lmtp-client.ts';
import { plainMail } from './mail.ts';
import { address, PASSWORD, ProofServer } from './server.ts';

const { values } = parseArgs({
  options: {
    connections: { type: 'string', default: '5000' },
    accounts: { type: 'string', default: '10' },
    rounds: { type: 'string', default: '20' },
    json: { type: 'boolean', default: false },
  },
});
const CONNECTIONS = Number(values.connections);
const ACCOUNTS = Number(values.accounts);
const ROUNDS = Number(values.rounds);
/** Accounts of the server at rest. */
const RESIDENTS = 100;
/** What a server holds at rest should have come down to that by then. */
const SETTLE_MS = 2_000;

interface Figures {
  readonly listener: string;
  readonly openedPerSecond: number;
  readonly loggedInPerSecond: number;
  readonly bytesEach: number;
  readonly toldMs: { readonly p50: number; readonly p99: number; readonly max: number };
}

const restBytes = await measureRest();
const idle = [await measureIdle('imap'), await measureIdle('imaps')];
if (values.json) console.log(JSON.stringify({ connections: CONNECTIONS, accounts: ACCOUNTS, restBytes, idle }));
else {
  console.log(`at rest, ${RESIDENTS} accounts: ${(restBytes / 1e6).toFixed(0)} MB`);
  for (const { listener, openedPerSecond, loggedInPerSecond, bytesEach, toldMs } of idle) {
    console.log(
      `${listener}: ${CONNECTIONS} in IDLE on ${ACCOUNTS} accounts; opened ${openedPerSecond.toFixed(0)}/s, logged in ` +
        `${loggedInPerSecond.toFixed(0)}/s, ${(bytesEach / 1024).toFixed(1)} KB each; told of new mail after ` +
        `${toldMs.p50.toFixed(2)} ms (p50), ${toldMs.p99.toFixed(2)} ms (p99), ${toldMs.max.toFixed(2)} ms at most`,
    );
  }
}

async function measureRest(): Promise<number> {
  const server = await ProofServer.start([]);
  try {
    const names = await addAccounts(server, RESIDENTS);
    await deliver(server, names, 0);
    await wait(SETTLE_MS);
    return server.memoryBytes();
  } finally {
    await server.stop();
  }
}

async function measureIdle(listener: 'imap' | 'imaps'): Promise<Figures> {
  const server = await ProofServer.start([]);
  const crowd = new IdleCrowd(server.port(listener), listener === 'imaps');
  try {
    const names = await addAccounts(server, ACCOUNTS);
    await deliver(server, names, 0);
    // The code that sessions run is compiled, and each password known, before anything is measured.
    await crowd.open(ACCOUNTS * 4);
    await crowd.enter(names.map(address), PASSWORD);
    await wait(SETTLE_MS);
    const before = server.memoryBytes();
    const opening = performance.now();
    await crowd.open(CONNECTIONS);
    const entering = performance.now();
    await crowd.enter(names.map(address), PASSWORD);
    const entered = performance.now();
    await wait(SETTLE_MS);
    const bytesEach = (server.memoryBytes() - before) / CONNECTIONS;
    const toldMs: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const name = names[round % names.length]!;
      const told = crowd.expect(address(name));
      await deliver(server, [name], round);
      const repliedAt = performance.now();
      for (const at of await told) toldMs.push(Math.max(0, at - repliedAt));
    }
    toldMs.sort((a, b) => a - b);
    const share = (part: number) => toldMs[Math.min(toldMs.length - 1, Math.floor(toldMs.length * part))]!;
    return {
      listener,
      openedPerSecond: (CONNECTIONS * 1_000) / (entering - opening),
      loggedInPerSecond: (CONNECTIONS * 1_000) / (entered - entering),
      bytesEach,
      toldMs: { p50: share(0.5), p99: share(0.99), max: share(1) },
    };
  } finally {
    crowd.close();
    await server.stop();
  }
}

/** Straight into the directory's file, which the running server reads at each login: a process for each would take a while. */
async function addAccounts(server: ProofServer, count: number): Promise<readonly string[]> {
  const directory = openDirectory({ file: `${server.dir}/directory.sqlite`, clock: { now: () => Date.now() } });
  const names = Array.from({ length: count }, (_, i) => `person${i}`);
  for (const name of names) {
    const added = await directory.addAccount({ address: address(name), password: PASSWORD });
    if (!added.ok) throw new Error(added.error.detail);
  }
  directory.close();
  return names;
}

async function deliver(server: ProofServer, names: readonly string[], number: number): Promise<void> {
  const lmtp = await LmtpClient.open(server.port('lmtp'));
  const replies = await lmtp.deliver(names.map(address), plainMail(`idle ${number}`));
  lmtp.close();
  for (const reply of replies) if (!reply.startsWith('250')) throw new Error(reply);
}
