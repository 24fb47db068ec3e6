/**
 * Kills the server under load, many times, and holds it to its first promise: what it acknowledged is there, exactly
 * once; what it did not may be there or not, and nothing lies in between. The ends of its files are torn
 * now and then. After that: power cuts, a full disk, and a disk that can be read only.
 *
 *   node proof/crash.ts [--kills 200] [--seed N] [--power-cuts 15] [--skip-disk] [--keep]
 *   node proof/crash.ts --kills 0 --power-cuts 0      the disks alone
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { proveFullDisk, proveReadOnlyDisk } from './crash-disk.ts';
import { Ledger } from './crash-ledger.ts';
import { Load, prepareMailboxes } from './crash-load.ts';
import { provePowerCuts } from './crash-power.ts';
import { Random } from './crash-random.ts';
import { makeFolder, rookery, Server } from './crash-server.ts';
import { tearTails } from './crash-tear.ts';
import { verify } from './crash-verify.ts';

/** Every so many kills, all octets are read back and not only those of new messages. */
const ALL_BODIES_EVERY = 25;

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    'power-cuts': { type: 'string', default: '15' },
    'skip-disk': { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
});
const kills = Number(values.kills);
const random = new Random(Number(values.seed));
const root = mkdtempSync(join(tmpdir(), 'rookery-crash-'));
console.log(`crash: ${kills} kills, seed ${values.seed}, in ${root}`);

const ledger = new Ledger();
const spentMs = { start: 0, verify: 0, load: 0, check: 0 };
const counts = { kills: 0, duringStart: 0, underLoad: 0, torn: 0, slowestStartMs: 0 };
let faults = 0;
try {
  const began = performance.now();
  await proveKills();
  console.log(`crash: ${counts.kills} kills in ${Math.round((performance.now() - began) / 1000)} s`);
  const spent = Object.entries(spentMs).map(([what, ms]) => `${what} ${Math.round(ms / 1000)} s`);
  console.log(`crash: of these, ${spent.join(', ')}`);
  const { sent, acknowledged, inDoubt, inDoubtDone, bodies, observed } = ledger.counts;
  console.log(
    `counts: kills ${counts.kills} (under load ${counts.underLoad}, during start ${counts.duringStart}, ` +
      `torn tails ${counts.torn}); operations ${sent}, acknowledged ${acknowledged}, in doubt ${inDoubt} ` +
      `(${inDoubtDone} had happened); entries compared ${observed}, bodies compared ${bodies}, ` +
      `uids remembered ${ledger.uidCount}; slowest start ${counts.slowestStartMs} ms; violations ${ledger.violations.length}`,
  );
  faults += ledger.violations.length;
  if (!values['skip-disk'] && faults === 0) {
    faults += await provePowerCuts(join(root, 'power'), Number(values['power-cuts']), random.fork());
    faults += await proveFullDisk(join(root, 'full'), random.fork(), 'file');
    faults += await proveFullDisk(join(root, 'full-memory'), random.fork(), 'memory');
    faults += await proveReadOnlyDisk(join(root, 'read-only'), random.fork());
  }
} finally {
  await Server.killAll();
  if (!values.keep) rmSync(root, { recursive: true, force: true });
}
console.log(faults === 0 ? 'crash: every promise kept' : `crash: ${faults} VIOLATIONS (seed ${values.seed})`);
process.exitCode = faults === 0 ? 0 : 1;

async function proveKills(): Promise<void> {
  const dir = join(root, 'data');
  const portBase = await makeFolder(dir);
  const ports = { imapPort: portBase + 143, lmtpPort: portBase + 24 };
  await prepare(dir, ports.imapPort);
  while (counts.kills < kills) {
    ledger.moment = `kill ${counts.kills + 1}`;
    const startedAt = performance.now();
    const server = new Server(dir);
    if (random.chance(0.15)) {
      await Promise.race([sleep(random.between(1, 600)), server.ready]);
      counts.duringStart++;
    } else {
      await timed('start', started(server, startedAt));
      const allBodies = counts.kills % ALL_BODIES_EVERY === 0;
      await timed('verify', verify({ imapPort: ports.imapPort, ledger, allBodies }));
      const load = new Load({ ...ports, ledger, random: random.fork() });
      // Mostly soon, while connections are young and queues short; sometimes in full swing.
      await timed('load', sleep(Math.round(5 + 1_000 * random.next() ** 2)));
      await server.kill();
      await load.ended();
      counts.underLoad++;
    }
    await server.kill();
    counts.kills++;
    await timed('check', check(dir));
    if (random.chance(0.25)) {
      ledger.moment += ` (torn: ${tearTails(dir, random)})`;
      counts.torn++;
    }
    if (ledger.violations.length > 100) throw new Error('too many violations to go on');
    if (counts.kills % 10 === 0) {
      console.log(
        `crash: ${counts.kills} kills, ${ledger.counts.acknowledged} acknowledged, ${ledger.violations.length} violations`,
      );
    }
  }
  ledger.moment = 'the end';
  const server = new Server(dir);
  await started(server, performance.now());
  await verify({ imapPort: ports.imapPort, ledger, allBodies: true });
  if (!(await server.stop())) ledger.violation('SIGTERM did not end the server');
  await check(dir);
}

async function prepare(dir: string, imapPort: number): Promise<void> {
  const server = new Server(dir);
  await started(server, performance.now());
  await prepareMailboxes(imapPort);
  await server.stop();
}

async function started(server: Server, startedAt: number): Promise<void> {
  if (!(await server.ready)) {
    await server.kill();
    throw new Error(`${ledger.moment}: the server did not start: ${server.output}`);
  }
  counts.slowestStartMs = Math.max(counts.slowestStartMs, Math.round(performance.now() - startedAt));
}

async function check(dir: string): Promise<void> {
  const { code, output } = await rookery('check', '--dir', dir, '--json');
  if (code !== 0) ledger.violation(`rookery check gave ${code}: ${output.trim()}`);
}

/** Counts how long something takes towards what it is. */
async function timed(what: keyof typeof spentMs, done: Promise<void>): Promise<void> {
  const from = performance.now();
  await done;
  spentMs[what] += performance.now() - from;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
