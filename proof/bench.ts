/**
 * Measures Rookery, and beside it in the same run Dovecot where it is installed, at the work that mail servers do:
 *
 *     npm run bench [-- --quick] [--only NAME,…] [--json] [--dovecot-format maildir|sdbox] [--list]
 *
 * docs/benchmarks.md says how. The engine alone is measured by `npm run bench:engine`. Exit code 1 if an answer was wrong.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CHANGING } from './bench/changing.table.ts';
import { heading, type Measured, type Row, rowsOf, tableLines } from './bench/comparison.ts';
import { type Contender, startDovecot, startRookery } from './bench/contender.ts';
import { DELIVERING } from './bench/delivering.table.ts';
import { IDLING } from './bench/idling.table.ts';
import { measureMachine } from './bench/machine.ts';
import { Meter } from './bench/meter.ts';
import { READING } from './bench/reading.table.ts';
import { SEARCHING } from './bench/searching.table.ts';
import { SERVING } from './bench/serving.table.ts';
import { FILLED, FULL, fill, fillSize, QUICK, RESIDENTS, type Workload } from './bench/workload.ts';
import { dovecotMissing } from './dovecot.ts';

const WORKLOADS = [...READING, ...SEARCHING, ...CHANGING, ...SERVING, ...DELIVERING, ...IDLING];
const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    'dovecot-format': { type: 'string', default: 'sdbox' },
    list: { type: 'boolean', default: false },
  },
});
const sizes = options.quick ? QUICK : FULL;
const format = options['dovecot-format'] === 'maildir' ? 'maildir' : 'sdbox';

if (options.list) for (const { name, about } of WORKLOADS) console.log(`${name.padEnd(20)} ${about}`);
else process.exitCode = await compare(chosen(options.only));

function chosen(only: string | undefined): readonly Workload[] {
  if (only === undefined) return WORKLOADS;
  const names = only.split(',');
  const unknown = names.find((name) => !WORKLOADS.some((one) => one.name === name));
  if (unknown !== undefined) throw new Error(`no workload ${unknown}; --list names them`);
  return WORKLOADS.filter(({ name }) => names.includes(name));
}

async function compare(workloads: readonly Workload[]): Promise<number> {
  const machine = measureMachine();
  const missing = dovecotMissing('lmtp');
  const { cores, model, load, syncMs } = machine;
  say(`${cores} cores (${model}), load ${load.toFixed(1)}; 4 KB appended and synced in ${syncMs.toFixed(2)} ms`);
  say(missing === undefined ? `beside Dovecot on ${format}` : `without Dovecot: ${missing}`);
  say(heading());
  const outcome: Outcome = { rows: [], failures: [] };
  for (const fresh of [false, true]) {
    const group = workloads.filter((one) => (one.fresh ?? false) === fresh);
    if (group.length > 0) await compareGroup(group, missing === undefined, outcome);
  }
  const { rows, failures } = outcome;
  if (options.json) console.log(JSON.stringify({ machine, quick: options.quick, format, rows, failures }));
  say(`${rows.length} figures, ${failures.length} failed; the engine by itself: npm run bench:engine`);
  return failures.length === 0 && rows.length > 0 ? 0 : 1;
}

interface Outcome {
  readonly rows: Row[];
  readonly failures: string[];
}

/** Each workload on one server and then on the other, both of which run all the time. */
async function compareGroup(workloads: readonly Workload[], both: boolean, { rows, failures }: Outcome): Promise<void> {
  const names = [...RESIDENTS, ...FILLED];
  const contenders: Contender[] = [];
  try {
    const rookery = await startRookery(names);
    contenders.push(rookery);
    const tls = {
      certificateFile: join(rookery.dir, 'tls/certificate.pem'),
      keyFile: join(rookery.dir, 'tls/key.pem'),
    };
    if (both) contenders.push(await startDovecot(names, format, tls));
    await fillAll(contenders, workloads);
    for (const workload of workloads) {
      const measured: Measured[] = [];
      for (const server of contenders) measured.push(await measure(workload, server));
      const [own, other] = measured;
      const found = rowsOf(workload.name, own?.figures ?? [], other?.figures ?? []);
      rows.push(...found);
      for (const row of found) for (const text of tableLines(row)) say(text);
      for (const [i, { failure, notes }] of measured.entries()) {
        for (const note of notes) say(`  ${contenders[i]?.name}: ${note}`);
        if (failure === undefined) continue;
        failures.push(`${workload.name}, ${contenders[i]?.name}: ${failure}`);
        say(`FAILED ${failures.at(-1)}`);
      }
    }
  } finally {
    for (const server of contenders) await server.stop();
  }
}

async function fillAll(contenders: readonly Contender[], workloads: readonly Workload[]): Promise<void> {
  const needed = FILLED.filter((mailbox) => workloads.some(({ needs }) => needs.includes(mailbox)));
  for (const server of contenders) {
    for (const mailbox of needed) {
      const total = fillSize(mailbox, sizes);
      await fill(server, mailbox, sizes, (n) => progress(`${server.name}: ${n} of ${total} messages in ${mailbox}`));
    }
    await server.filled();
  }
  progress('');
}

async function measure(workload: Workload, server: Contender): Promise<Measured> {
  progress(`${workload.about}: ${server.name}`);
  const meter = new Meter(server.pid);
  try {
    await workload.run({ server, meter, sizes });
    return meter;
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error);
    return { figures: meter.figures, notes: meter.notes, failure };
  } finally {
    progress('');
  }
}

/** Overwritten by the next; only on a terminal. */
function progress(text: string): void {
  if (!process.stderr.isTTY) return;
  process.stderr.write(`\r\x1b[K${text}`);
}

/** The table goes to standard error where standard output is for JSON. */
function say(text: string): void {
  if (options.json) console.error(text);
  else console.log(text);
}
