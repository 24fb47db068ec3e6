import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { accountId, encodeUtf8, mailboxId, modSeq } from '../base/index.ts';
import { summarizeBytes } from '../message/index.ts';
import { MemoryStore, type Query, type Store } from '../store/index.ts';
import { compareEngines, type OpenStore } from '../store/suite/index.ts';
import { checkStore, openSqliteStore } from '../store-sqlite/index.ts';
import { fts5Search } from './index.ts';
import { indexFile } from './schema.ts';

const OWNER = accountId(1);
const INBOX = mailboxId(1);
const clock = { now: () => 0 };
const search = fts5Search({ firstAfterMs: 1, pollMs: 1 });

/** The embedded engine with the index behind it, which is filled while the test goes on. */
const openIndexed: OpenStore = async (options) => {
  const directory = mkdtempSync(join(tmpdir(), 'rookery-indexed-'));
  let store = await openSqliteStore({ ...options, directory, search });
  return {
    store,
    reopen: async () => {
      await store.close();
      store = await openSqliteStore({ ...options, directory, search });
      return store;
    },
    close: async () => {
      await store.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
};

const openMemory: OpenStore = async (options) => {
  const store = new MemoryStore(options);
  return { store, reopen: async () => store, close: () => store.close() };
};

test('store-sqlite with an index does what memory does', () => compareEngines(openMemory, openIndexed, 6));

async function append(store: Store, text: string): Promise<void> {
  const bytes = encodeUtf8(`Subject: ${text}\r\n\r\n${text}\r\n`);
  const writer = store.stageBody();
  await writer.write(bytes);
  const body = await writer.finish();
  const place = { mailbox: INBOX, flags: { system: 0, keywords: [] }, internalDate: 0 };
  const done = await store.commit(OWNER, OWNER, [{ kind: 'append', ...place, body, summary: summarizeBytes(bytes) }]);
  assert.ok(done.ok);
}

async function find(store: Store, query: Query): Promise<readonly number[]> {
  const opened = await store.openMailbox(OWNER, INBOX, OWNER);
  assert.ok(opened.ok);
  const found = await store.search(opened.value, query);
  assert.ok(found.ok);
  return [...found.value];
}

/** Resolves once the background has taken these messages in. */
async function indexed(directory: string, messages: readonly number[]): Promise<void> {
  const reader = search.open(directory);
  const account = { account: OWNER, birth: 1, modSeq: modSeq(Number.MAX_SAFE_INTEGER) };
  for (;;) {
    const known = await reader.match(account, { kind: 'body', contains: 'EEDL' }, Uint32Array.from(messages));
    if (known?.every((verdict) => verdict === 1)) break;
    await setImmediate();
  }
  reader.close();
}

test('the background fills the index; check tells what it lacks and what is damaged, and repair removes it', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'rookery-indexed-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  const needle: Query = { kind: 'body', contains: 'eedl' };
  const reopen = () => openSqliteStore({ directory, clock, search });
  const check = (repair: boolean) => checkStore({ directory, repair, search });

  let store = await reopen();
  await store.ensureAccount(OWNER);
  for (let i = 0; i < 5; i++) await append(store, `needle ${i}`);
  await indexed(directory, [1, 2, 3, 4, 5]);
  assert.deepEqual(await find(store, needle), [1, 2, 3, 4, 5]);
  await store.close();
  const whole = await check(false);
  assert.deepEqual([whole.ok, whole.unindexed, whole.problems], [true, 0, []]);

  const plain = await openSqliteStore({ directory, clock });
  await append(plain, 'needle 5');
  await plain.close();
  assert.equal((await check(false)).unindexed, 1);

  truncateSync(indexFile(directory, OWNER), 20_000);
  const damaged = await check(false);
  assert.deepEqual([damaged.ok, damaged.unindexed, damaged.problems[0]?.kind], [false, 6, 'search']);
  assert.equal((await check(true)).ok, true);
  assert.deepEqual((await check(false)).unindexed, 6);

  store = await reopen();
  await indexed(directory, [1, 2, 3, 4, 5, 6]);
  assert.deepEqual(await find(store, needle), [1, 2, 3, 4, 5, 6]);
  await store.close();
  assert.equal((await check(false)).unindexed, 0);
});

test('another account with the same number is not answered from the index of the first', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'rookery-indexed-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  const store = await openSqliteStore({ directory, clock, search });
  await store.ensureAccount(OWNER);
  await append(store, 'needle');
  await indexed(directory, [1]);
  await store.removeAccount(OWNER);
  await store.ensureAccount(OWNER);
  await append(store, 'hay');
  assert.deepEqual(await find(store, { kind: 'body', contains: 'needle' }), []);
  assert.deepEqual(await find(store, { kind: 'body', contains: 'hay' }), [1]);
  await store.close();
});
