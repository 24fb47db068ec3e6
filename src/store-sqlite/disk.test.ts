import assert from 'node:assert/strict';
import {
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, test } from 'node:test';
import { accountId, encodeUtf8, messageId } from '../base/index.ts';
import { summarizeBytes } from '../message/index.ts';
import { ALL_UIDS, type Append, NO_FLAGS, type Operation, type Receipt, type Store, SYSTEM } from '../store/index.ts';
import { checkStore, openSqliteStore, type SqliteStoreOptions } from './index.ts';

const ADA = accountId(1);
const clock = { now: () => 1_800_000_000_000 };
const inbox = { kind: 'append', mailbox: 1 } as unknown as Pick<Append, 'kind' | 'mailbox'>;
let directory: string;
let store: Store;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'rookery-disk-'));
  await open();
  assert.ok((await store.ensureAccount(ADA)).ok);
});
afterEach(async () => {
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});

async function open(options: Partial<SqliteStoreOptions> = {}): Promise<void> {
  store = await openSqliteStore({ directory, clock, ...options });
}

async function commit(operation: Operation): Promise<Receipt> {
  const result = await store.commit(ADA, ADA, [operation]);
  assert.ok(result.ok, JSON.stringify(result));
  return result.value;
}

async function append(text: string): Promise<void> {
  const bytes = encodeUtf8(text);
  const writer = store.stageBody();
  await writer.write(bytes.slice());
  const body = await writer.finish();
  await commit({ ...inbox, body, summary: summarizeBytes(bytes), flags: NO_FLAGS, internalDate: clock.now() });
  body.release();
}

async function bodyOf(message: number): Promise<string> {
  const body = await store.body(ADA, messageId(message));
  assert.ok(body.ok);
  return Buffer.from(await body.value.read(0, body.value.sizeBytes)).toString();
}

const mail = (i: number, filler = 0): string =>
  `From: a@example.org\r\nMessage-ID: <${i}@example.org>\r\nSubject: number ${i}\r\n\r\nbody ${i}\r\n${'word '.repeat(filler)}\r\n`;

/** Changes the index behind the store's back. */
async function damage(...sql: string[]): Promise<void> {
  await store.close();
  const index = new DatabaseSync(join(directory, 'index.db'));
  for (const statement of sql) index.exec(statement);
  index.close();
}

const segmentFiles = (): string[] => readdirSync(join(directory, 'blob')).filter((name) => name.startsWith('segment-'));

test('a sound store passes the check', async () => {
  for (let i = 1; i <= 70; i++) await append(mail(i));
  await commit({ kind: 'expunge', mailbox: inbox.mailbox, uids: [{ first: 3, last: 5 }], onlyDeleted: false });
  await store.close();
  const report = await checkStore({ directory, repair: false });
  assert.deepEqual(report.problems, []);
  assert.equal(report.ok, true);
  assert.equal(report.messages, 67);
  assert.ok(report.bytes > 67 * 50);
});

const DAMAGES: readonly { what: string; sql: string; kind: string; repairable: boolean }[] = [
  { what: 'counts', sql: 'UPDATE mailbox SET messages = 7, unseen = 1', kind: 'counts', repairable: true },
  { what: 'quota', sql: 'UPDATE account SET storage_used = 1', kind: 'counts', repairable: true },
  { what: 'uses of a body', sql: 'UPDATE body SET refs = 5 WHERE id = 1', kind: 'counts', repairable: true },
  { what: 'rendered metadata', sql: 'DELETE FROM rendered_chunk', kind: 'rendered', repairable: true },
  { what: 'keys of threads', sql: 'DELETE FROM thread_key', kind: 'counts', repairable: true },
  { what: 'segments', sql: 'UPDATE segment SET live_bytes = 3', kind: 'segment', repairable: true },
  { what: 'a lost message', sql: 'DELETE FROM message WHERE id = 2', kind: 'place', repairable: false },
  { what: 'a lost body', sql: 'DELETE FROM body WHERE id = 2', kind: 'body', repairable: false },
  { what: 'a lost page', sql: 'DELETE FROM entry_page', kind: 'page', repairable: false },
  { what: 'a lost tail', sql: 'DELETE FROM entry_tail', kind: 'page', repairable: false },
  { what: 'a torn tail', sql: 'UPDATE entry_tail SET entry = NULL', kind: 'page', repairable: false },
  { what: 'uids out of place', sql: 'UPDATE mailbox SET uidnext = 2', kind: 'page', repairable: false },
];
for (const { what, sql, kind, repairable } of DAMAGES) {
  test(`the check finds damage: ${what}`, async () => {
    for (let i = 1; i <= 70; i++) await append(mail(i));
    await damage(sql);
    const found = await checkStore({ directory, repair: false });
    assert.equal(found.ok, false);
    assert.ok(
      found.problems.some((problem) => problem.kind === kind && !problem.repaired),
      JSON.stringify(found),
    );
    if (!repairable) return;
    const repaired = await checkStore({ directory, repair: true });
    assert.equal(repaired.ok, true, JSON.stringify(repaired));
    assert.deepEqual((await checkStore({ directory, repair: false })).problems, []);
  });
}

test('the check finds octets that changed on the disk, and octets that are gone', async () => {
  await append(mail(1));
  await append(mail(2));
  await store.close();
  const path = join(directory, 'blob', segmentFiles()[0]!);
  const fd = openSync(path, 'r+');
  writeSync(fd, encodeUtf8('X'), 0, 1, 40);
  closeSync(fd);
  const changed = await checkStore({ directory, repair: true });
  assert.equal(changed.ok, false);
  assert.match(changed.problems[0]!.detail, /not those that were stored/);
  truncateSync(path, statSync(path).size - 10);
  const cut = await checkStore({ directory, repair: true });
  assert.ok(cut.problems.some((problem) => problem.kind === 'segment'));
});

test('metadata that was made again is served as before', async () => {
  for (let i = 1; i <= 70; i++) await append(mail(i));
  const before = await allMetadata();
  await damage('DELETE FROM rendered_chunk');
  assert.equal((await checkStore({ directory, repair: true })).ok, true);
  await open();
  assert.deepEqual(await allMetadata(), before);
  for (let i = 71; i <= 140; i++) await append(mail(i));
  assert.equal((await allMetadata()).length, 140);
});

async function allMetadata(): Promise<string[]> {
  const snapshot = await store.openMailbox(ADA, inbox.mailbox, ADA);
  assert.ok(snapshot.ok);
  const rows: string[] = [];
  for await (const batch of store.metadata(snapshot.value, ALL_UIDS)) {
    for (const { uid, rendered } of batch) rows.push(`${uid} ${Buffer.from(rendered).toString('latin1')}`);
  }
  return rows;
}

test('a segment that is mostly dead makes room, and what was in use stays readable', async () => {
  await store.close();
  await open({ blobLimits: { segmentMaxBytes: 20_000 } });
  for (let i = 1; i <= 40; i++) await append(mail(i, 200));
  const held = await store.body(ADA, messageId(1));
  assert.ok(held.ok);
  const before = segmentFiles();
  // Leaves one message in ten: the expunges, and flag changes after them, give the compaction its turns.
  for (let i = 1; i <= 40; i++) {
    if (i % 10 !== 1)
      await commit({ kind: 'expunge', mailbox: inbox.mailbox, uids: [{ first: i, last: i }], onlyDeleted: false });
  }
  const victim = before[0]!;
  await passTurns(() => segmentFiles().includes(victim));
  assert.ok(!segmentFiles().includes(victim));
  for (const i of [1, 11, 21, 31]) assert.equal(await bodyOf(i), mail(i, 200));
  // A body that was opened before its octets moved finds them again.
  assert.equal(Buffer.from(await held.value.read(0, 1e6)).toString(), mail(1, 200));
  await store.close();
  assert.deepEqual((await checkStore({ directory, repair: false })).problems, []);
  await open();
  for (const i of [1, 11, 21, 31]) assert.equal(await bodyOf(i), mail(i, 200));
});

test('what commits brought that were refused does not stay on the disk', async () => {
  await store.close();
  await open({ blobLimits: { inMemoryMaxBytes: 1000 } });
  await append(mail(1));
  const quota = { kind: 'setQuota', storageMaxBytes: 5000, messagesMax: undefined } as const;
  assert.ok((await store.commit(ADA, SYSTEM, [quota])).ok);
  const kept = segmentFiles();
  const bytes = encodeUtf8(mail(2, 2000));
  const writer = store.stageBody();
  await writer.write(bytes.slice());
  const body = await writer.finish();
  const operation = { ...inbox, body, summary: summarizeBytes(bytes), flags: NO_FLAGS, internalDate: clock.now() };
  const refused = await store.commit(ADA, ADA, [operation]);
  assert.ok(!refused.ok && refused.error.code === 'overQuota');
  assert.equal(segmentFiles().length, kept.length + 1);
  body.release();
  await passTurns(() => segmentFiles().length > kept.length);
  assert.deepEqual(segmentFiles(), kept);
  assert.equal(await bodyOf(1), mail(1));
});

/** Gives the writer turns, for as long as something is wanted and within a bound: each is a change of a flag. */
async function passTurns(wanted: () => boolean): Promise<void> {
  for (let i = 0; i < 3000 && wanted(); i++) {
    const mode = i % 2 === 0 ? 'add' : 'remove';
    const flags = { system: 1, keywords: [] };
    await commit({ kind: 'storeFlags', mailbox: inbox.mailbox, uids: [{ first: 1, last: 1 }], mode, flags });
  }
}

test('an index that is missing, or older than the segments, costs no mail', async () => {
  await append(mail(1));
  await store.close();
  const index = join(directory, 'index.db');
  const older = readFileSync(index);
  await open();
  await append(mail(2));
  await store.close();
  const newer = readFileSync(index);
  const kept = segmentFiles().map((name) => readFileSync(join(directory, 'blob', name)));

  rmSync(index);
  await assert.rejects(open(), /missing or older/);
  writeFileSync(index, older);
  await assert.rejects(open(), /missing or older/);
  assert.deepEqual(
    segmentFiles().map((name) => readFileSync(join(directory, 'blob', name))),
    kept,
  );
  writeFileSync(index, newer);
  await open();
  assert.equal(await bodyOf(2), mail(2));
});

test('a store of a newer version is not touched', async () => {
  await damage('PRAGMA user_version = 99');
  await assert.rejects(open(), /newer than this program/);
  await damage('PRAGMA user_version = 3');
  await open();
});
