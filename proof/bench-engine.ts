/**
 * Measures the embedded engine by itself, on this machine's disk: `npm run bench:engine [-- --json] [-- --dir DIR]`.
 * Each figure stands beside the bar that the project has set itself. On a busy machine look at the steady ones: what an
 * append costs of each thread's time, and of the index's log.
 */
import { once } from 'node:events';
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { accountId, encodeUtf8, mailboxId } from '../src/base/index.ts';
import { renderedBodyStructure, renderedEnvelope, type Summary, summarizeBytes } from '../src/message/index.ts';
import { type Append, Flag, type MailboxSnapshot, NO_FLAGS, type Store } from '../src/store/index.ts';
import { openSqliteStore } from '../src/store-sqlite/index.ts';

const { values: options } = parseArgs({ options: { json: { type: 'boolean' }, dir: { type: 'string' } } });
const directory = mkdtempSync(join(options.dir ?? tmpdir(), 'rookery-bench-'));
const clock = { now: () => Date.now() };
const INBOX = mailboxId(1);
const BIG = accountId(1000);

interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly bar: string;
  readonly met: boolean;
}
const figures: Figure[] = [];

function record(name: string, value: number, unit: string, bar: number, better: 'more' | 'less'): void {
  const met = better === 'more' ? value >= bar : value <= bar;
  figures.push({ name, value, unit, bar: `${better === 'more' ? '≥' : '≤'} ${bar.toLocaleString('en')}`, met });
  if (!options.json) console.log(line(figures[figures.length - 1]!));
}

function line({ name, value, unit, bar, met }: Figure): string {
  const shown = value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(3);
  return `${met ? 'met   ' : 'MISSED'} ${name.padEnd(48)} ${shown.padStart(11)} ${unit.padEnd(11)} bar ${bar}`;
}

function mail(sizeBytes: number, i: number): Uint8Array {
  const head = `From: Ada <ada@example.org>\r\nTo: Kenji <kenji@example.org>\r\nSubject: number ${i}\r\nDate: Sun, 22 Nov 2026 21:00:00 +0000\r\nMessage-ID: <bench-${i}@example.org>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n`;
  return encodeUtf8(head + 'The quick brown fox jumps over the lazy dog, again and again.\r\n'.repeat(sizeBytes / 63));
}

async function appendOperation(store: Store, bytes: Uint8Array, summary = summarizeBytes(bytes)): Promise<Append> {
  const writer = store.stageBody(bytes.length);
  await writer.write(bytes);
  const body = await writer.finish();
  return {
    kind: 'append',
    mailbox: INBOX,
    body,
    summary,
    flags: NO_FLAGS,
    internalDate: clock.now(),
  };
}

/**
 * Each producer has an account of its own, and waits for each of its messages to be durable. The engine alone is measured:
 * metadata is rendered beforehand.
 */
async function appends(store: Store, producers: number, total: number): Promise<number> {
  const bytes = mail(25_000, producers);
  const summary = summarizeBytes(bytes);
  let left = total;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: producers }, async (_, i) => {
      const account = accountId(i + 1);
      while (left-- > 0) {
        const operation = await appendOperation(store, bytes, unique(summary, left));
        const result = await store.commit(account, account, [operation]);
        operation.body.release();
        if (!result.ok) throw new Error(result.error.detail);
      }
    }),
  );
  return (total / (performance.now() - started)) * 1000;
}

/** The same metadata under a message id of its own, so that each message is a thread of its own as in daily life. */
function unique(summary: Summary, i: number): Summary {
  return { ...summary, threading: { ...summary.threading, messageIds: [`${i}-${summary.sizeBytes}@bench`] } };
}

async function fill(store: Store, count: number): Promise<void> {
  for (let done = 0; done < count; done += 500) {
    const operations = await Promise.all(
      Array.from({ length: 500 }, (_, i) => appendOperation(store, mail(200, done + i))),
    );
    const result = await store.commit(BIG, BIG, operations);
    for (const operation of operations) operation.body.release();
    if (!result.ok) throw new Error(result.error.detail);
  }
}

async function open(store: Store): Promise<MailboxSnapshot> {
  const opened = await store.openMailbox(BIG, INBOX, BIG);
  if (!opened.ok) throw new Error(opened.error.detail);
  return opened.value;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** Messages whose ENVELOPE and BODYSTRUCTURE a scan of 10,000 reads in a second. */
async function scan(store: Store, snapshot: MailboxSnapshot): Promise<number> {
  let octets = 0;
  let messages = 0;
  const ms = await timed(async () => {
    for await (const batch of store.metadata(snapshot, [{ first: 1, last: 10_000 }])) {
      for (const { rendered } of batch) {
        octets += renderedEnvelope(rendered).length + renderedBodyStructure(rendered).length;
        messages++;
      }
    }
  });
  if (messages !== 10_000 || octets < messages * 100)
    throw new Error(`the scan read ${messages} messages of ${octets} octets`);
  return (messages / ms) * 1000;
}

async function flagChanges(store: Store): Promise<number> {
  const count = 1000;
  const ms = await timed(async () => {
    for (let i = 1; i <= count; i++) {
      const result = await store.commit(BIG, BIG, [
        {
          kind: 'storeFlags',
          mailbox: INBOX,
          uids: [{ first: i * 7, last: i * 7 }],
          mode: 'add',
          flags: { system: Flag.seen, keywords: [] },
        },
      ]);
      if (!result.ok) throw new Error(result.error.detail);
    }
  });
  return (count / ms) * 1000;
}

/** What the machine itself gives, in the same run: no durable figure can be better than its syncs and its threads allow. */
async function measureMachine(): Promise<void> {
  const fd = openSync(join(directory, 'sync'), 'w');
  const page = new Uint8Array(4096);
  const appendMs = medianOf(300, () => {
    writeSync(fd, page);
    fdatasyncSync(fd);
  });
  const rewriteMs = medianOf(300, (i) => {
    writeSync(fd, page, 0, page.length, i * page.length);
    fdatasyncSync(fd);
  });
  closeSync(fd);
  const echo = new Worker(
    "require('worker_threads').parentPort.on('message', (m) => require('worker_threads').parentPort.postMessage(m))",
    {
      eval: true,
    },
  );
  const hops: number[] = [];
  for (let i = 0; i < 1000; i++) {
    const answered = once(echo, 'message');
    const started = performance.now();
    echo.postMessage(i);
    await answered;
    hops.push(performance.now() - started);
  }
  await echo.terminate();
  machine('4 KB appended and synced', appendMs);
  machine('4 KB written over and synced', rewriteMs);
  machine('to another thread and back', median(hops));
}

function medianOf(count: number, work: (i: number) => void): number {
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    const started = performance.now();
    work(i);
    times.push(performance.now() - started);
  }
  return median(times);
}

function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[times.length >> 1]!;
}

function machine(name: string, ms: number): void {
  note('machine', name, ms, 'ms (median)');
}

/** A figure without a bar. */
function note(kind: 'machine' | 'steady', name: string, value: number, unit: string): void {
  if (options.json) figures.push({ name, value, unit, bar: '', met: true });
  else console.log(`${kind.padEnd(7)} ${name.padEnd(47)} ${value.toFixed(3).padStart(11)} ${unit}`);
}

/** In a store of its own, whose log is not begun anew meanwhile: its length then says what was written. */
async function measureSteadily(): Promise<void> {
  const folder = join(directory, 'steady');
  let writer: Worker | undefined;
  const first = (worker: Worker): void => {
    writer ??= worker;
  };
  process.on('worker', first);
  const store = await openSqliteStore({ directory: folder, clock, engineLimits: { checkpointPages: 40_000 } });
  process.off('worker', first);
  const index = new DatabaseSync(join(folder, 'index.db'), { readOnly: true });
  const logPages = index.prepare('PRAGMA wal_checkpoint(NOOP)');
  try {
    for (let i = 1; i <= 64; i++) await store.ensureAccount(accountId(i));
    await appends(store, 64, 6000);
    for (const producers of [64, 1]) {
      const total = producers === 1 ? 500 : 4000;
      const pagesBefore = Number(logPages.get()?.log);
      const before = { writer: await writer!.cpuUsage(), own: process.threadCpuUsage() };
      await appends(store, producers, total);
      const own = process.threadCpuUsage(before.own);
      const after = await writer!.cpuUsage();
      const writerUs = after.user + after.system - before.writer.user - before.writer.system;
      const who = producers === 1 ? '1 producer' : `${producers} producers`;
      note('steady', `writer thread, ${who}`, writerUs / total, 'CPU µs an append');
      note('steady', `protocol thread, ${who}`, (own.user + own.system) / total, 'CPU µs an append');
      const pages = (Number(logPages.get()?.log) - pagesBefore) / total;
      note('steady', `index's log, ${who}`, pages * 4096, 'octets an append');
    }
  } finally {
    index.close();
    await store.close();
  }
}

const best = (tries: readonly number[]): number => Math.min(...tries);

await measureMachine();
let store = await openSqliteStore({ directory, clock });
try {
  for (let i = 1; i <= 64; i++) await store.ensureAccount(accountId(i));
  await store.ensureAccount(BIG);
  await appends(store, 8, 4000); // to the size that files have in daily life
  record('durable appends of 25 KB, 1 producer', await appends(store, 1, 2000), 'a second', 1000, 'more');
  record('durable appends of 25 KB, 8 producers', await appends(store, 8, 8000), 'a second', 4000, 'more');
  record('durable appends of 25 KB, 64 producers', await appends(store, 64, 24_000), 'a second', 8000, 'more');
  await fill(store, 100_000);
  await store.close();
  store = await openSqliteStore({ directory, clock });
  await store.account(BIG); // the connection is open; no page has been read
  record('open 100,000 messages, cold', await timed(() => open(store)), 'ms', 10, 'less');
  const warm = [];
  for (let i = 0; i < 5; i++) warm.push(await timed(() => open(store)));
  record('open 100,000 messages, warm', best(warm), 'ms', 1, 'less');
  const snapshot = await open(store);
  if (snapshot.count !== 100_000) throw new Error(`${snapshot.count} messages`);
  await scan(store, snapshot);
  const scans = [];
  for (let i = 0; i < 5; i++) scans.push(await scan(store, snapshot));
  record('scan rendered ENVELOPE and BODYSTRUCTURE of 10,000', Math.max(...scans), 'messages/s', 1_000_000, 'more');
  record('single durable flag changes, one after the other', await flagChanges(store), 'a second', 2500, 'more');
  await measureSteadily();
  if (options.json) console.log(JSON.stringify(figures));
} finally {
  await store.close();
  rmSync(directory, { recursive: true, force: true });
}
