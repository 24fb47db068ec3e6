/**
 * Measures searches over 10,000 messages of 29 KB mean with the index behind the store, and holds each answer to that of a
 * store without one: `npm run bench:search [-- --messages N] [-- --dir DIR] [-- --json]`.
 */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { accountId, encodeUtf8, mailboxId } from '../src/base/index.ts';
import { summarizeBytes } from '../src/message/index.ts';
import { fts5Search } from '../src/search-fts5/index.ts';
import { type Append, NO_FLAGS, type Query, type Store } from '../src/store/index.ts';
import { openSqliteStore } from '../src/store-sqlite/index.ts';

const { values: options } = parseArgs({
  options: {
    messages: { type: 'string', default: '10000' },
    dir: { type: 'string', default: tmpdir() },
    json: { type: 'boolean', default: false },
  },
});
const MESSAGES = Number(options.messages);
const OWNER = accountId(1);
const INBOX = mailboxId(1);
const clock = { now: () => Date.now() };
const directory = mkdtempSync(join(options.dir, 'rookery-bench-search-'));

interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly bar: number | undefined;
}
const figures: Figure[] = [];

function record(name: string, value: number, unit: string, bar?: number): void {
  figures.push({ name, value, unit, bar });
  if (options.json) return;
  const verdict = bar === undefined ? '      ' : value <= bar ? 'met   ' : 'MISSED';
  console.log(
    `${verdict} ${name.padEnd(52)} ${value.toFixed(3).padStart(11)} ${unit}${bar === undefined ? '' : `, bar ${bar}`}`,
  );
}

/** The same numbers in each run. */
let seed = 1;
function random(): number {
  seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
  return (seed >>> 8) / 16_777_216;
}

const SYLLABLES =
  'a e i o u ba ka re ti on er in ing al st pr con de se ma na li lo ve ter ent ar un ly ch th wh gr br'.split(' ');
const WORDS = Array.from({ length: 30_000 }, () => {
  let word = '';
  for (let i = 1 + Math.floor(random() * 4); i > 0; i--) word += SYLLABLES[Math.floor(random() * SYLLABLES.length)]!;
  return word;
});

/** As in a language, few words are frequent and most are rare. */
function word(): string {
  return WORDS[Math.floor(Math.exp(random() * Math.log(WORDS.length)))] ?? WORDS[0]!;
}

function text(chars: number): string {
  let all = '';
  for (let line = 0; all.length < chars; ) {
    const next = word();
    line += next.length + 1;
    all += line > 70 ? `${next}\r\n` : `${next} `;
    if (line > 70) line = 0;
  }
  return all;
}

/** All of it is text, which is the most that an index can have to do; one in 2,500 has the rare word, one in 5 the frequent. */
function mail(i: number): Uint8Array {
  const rare = i % 2_500 === 7 ? 'xyrareword4711 ' : '';
  const frequent = i % 5 === 0 ? 'zqfrequentword ' : '';
  const fields = [
    `From: ${word()} ${word()} <${word()}${i}@${word()}.example>`,
    'To: Anna <anna@example.org>',
    `Subject: ${text(40).trim()} ${i}`,
    `Date: Sun, 22 Nov 2026 21:00:00 +0000`,
    `Message-ID: <bench-${i}@example.org>`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
  ];
  return encodeUtf8(`${fields.join('\r\n')}\r\n\r\n${rare}${frequent}${text(29_000 * (0.2 + 1.6 * random()))}`);
}

async function fill(store: Store): Promise<number> {
  await store.ensureAccount(OWNER);
  let bytes = 0;
  for (let done = 0; done < MESSAGES; ) {
    const operations: Append[] = [];
    for (; operations.length < 50 && done < MESSAGES; done++) {
      const octets = mail(done);
      bytes += octets.length;
      const writer = store.stageBody(octets.length);
      await writer.write(octets);
      const body = await writer.finish();
      operations.push({
        kind: 'append',
        mailbox: INBOX,
        body,
        summary: summarizeBytes(octets),
        flags: NO_FLAGS,
        internalDate: 0,
      });
    }
    const result = await store.commit(OWNER, OWNER, operations);
    if (!result.ok) throw new Error(result.error.detail);
    for (const { body } of operations) body.release();
  }
  return bytes;
}

const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** Opens the store with the index and waits until it holds everything: nothing else is done meanwhile. */
async function fillIndex(): Promise<number> {
  const search = fts5Search({ firstAfterMs: 1, pollMs: 50 });
  const started = cpuMs();
  const store = await openSqliteStore({ directory, clock, search });
  const reader = search.open(directory);
  const last = Uint32Array.of(MESSAGES);
  for (;;) {
    const account = { account: OWNER, birth: 1, modSeq: Number.MAX_SAFE_INTEGER };
    const known = await reader.match(account, { kind: 'header', name: 'subject', contains: '' }, last);
    if (known?.[0] === 1) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  reader.close();
  await store.close();
  return (cpuMs() - started) / MESSAGES;
}

const QUERIES: readonly (readonly [name: string, query: Query, barMs?: number])[] = [
  ['BODY, a rare word', { kind: 'body', contains: 'xyrareword4711' }, 2],
  ['BODY, inside a rare word', { kind: 'body', contains: 'rareword47' }, 2],
  ['BODY, an absent word', { kind: 'body', contains: 'qqabsentqq' }, 2],
  ['BODY, three letters', { kind: 'body', contains: 'xyr' }, 2],
  ['BODY, two letters that are rare', { kind: 'body', contains: 'xy' }, 2],
  ['BODY, two letters that are frequent', { kind: 'body', contains: 'th' }],
  ['BODY, one letter', { kind: 'body', contains: 'q' }],
  ['BODY, a word in every fifth message', { kind: 'body', contains: 'zqfrequentword' }],
  ['TEXT, a rare word', { kind: 'text', contains: 'xyrareword4711' }, 2],
  ['SUBJECT, a substring', { kind: 'header', name: 'subject', contains: ' 77' }, 1],
  ['SUBJECT, in most messages', { kind: 'header', name: 'subject', contains: 'e' }, 1],
  ['FROM, a substring', { kind: 'header', name: 'from', contains: '4242@' }, 1],
  ['FROM, in every message', { kind: 'header', name: 'from', contains: '.example' }, 1],
  ['HEADER Message-ID', { kind: 'header', name: 'message-id', contains: '<bench-4321@example.org>' }, 1],
];

async function ask(store: Store, query: Query): Promise<Uint32Array> {
  const opened = await store.openMailbox(OWNER, INBOX, OWNER);
  if (!opened.ok) throw new Error(opened.error.detail);
  const found = await store.search(opened.value, query);
  if (!found.ok) throw new Error(found.error.detail);
  return found.value;
}

/** What the mail itself says to each query. */
async function answers(plain: Store): Promise<readonly Uint32Array[]> {
  const all: Uint32Array[] = [];
  for (const [, query] of QUERIES) all.push(await ask(plain, query));
  return all;
}

async function measure(indexed: Store, answered: readonly Uint32Array[]): Promise<void> {
  for (const [i, [name, query, barMs]] of QUERIES.entries()) {
    const expected = answered[i]!;
    const first = await ask(indexed, query);
    if (first.join() !== expected.join())
      throw new Error(`${name}: the index found ${first.length}, the mail has ${expected.length}`);
    // The processor's time is counted in steps of milliseconds: as many times as it takes to be exact.
    let times = 0;
    const started = performance.now();
    const cpu = cpuMs();
    for (; times < 5 || (times < 200 && performance.now() - started < 1_000); times++) await ask(indexed, query);
    record(`${name} (${expected.length} found)`, (cpuMs() - cpu) / times, 'ms CPU', barMs);
  }
}

function bytesBelow(folder: string): number {
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}

try {
  const filling = await openSqliteStore({ directory, clock });
  const bytes = await fill(filling);
  await filling.close();
  record('a message, mean', bytes / MESSAGES / 1000, 'KB');
  record('indexing a message', await fillIndex(), 'ms CPU', 0.6);
  record('the index, of the mail', (100 * bytesBelow(join(directory, 'search'))) / bytes, '%');
  const plain = await openSqliteStore({ directory, clock });
  const answered = await answers(plain);
  await plain.close();
  const indexed = await openSqliteStore({ directory, clock, search: fts5Search({ firstAfterMs: 600_000 }) });
  await measure(indexed, answered);
  await indexed.close();
} finally {
  rmSync(directory, { recursive: true, force: true });
}
if (options.json) console.log(JSON.stringify(figures, null, 2));
