import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { accountId, encodeLatin1, mailboxId } from '../base/index.ts';
import { summarizeBytes } from '../message/index.ts';
import { Flag, type Store } from '../store/index.ts';
import { joinSqliteStore, openSqliteStore, shareSqliteStore } from './index.ts';

const ANNA = accountId(1);
const INBOX_ID = mailboxId(1);
const clock = { now: () => 1_700_000_000_000 };
const MAIL = encodeLatin1('Subject: hello\r\n\r\nhello\r\n');

/** A store and one more handle on it, as another thread would have it. */
async function scene(test: TestContext) {
  const directory = mkdtempSync(join(tmpdir(), 'rookery-share-'));
  const lost: string[] = [];
  const first = await openSqliteStore({
    directory,
    clock,
    blobLimits: { inMemoryMaxBytes: 1_000 },
    onWriterLost: (reason) => lost.push(reason),
  });
  const second = await joinSqliteStore(shareSqliteStore(first, 2), { clock });
  test.after(async () => {
    await second.close();
    await first.close();
    rmSync(directory, { recursive: true });
  });
  assert.ok((await first.ensureAccount(ANNA)).ok);
  return { first, second, directory, lost };
}

async function append(store: Store, keywords: readonly string[] = []) {
  const writer = store.stageBody();
  writer.write(Uint8Array.from(MAIL));
  const body = await writer.finish();
  const receipt = await store.commit(ANNA, ANNA, [
    {
      kind: 'append',
      mailbox: INBOX_ID,
      body,
      summary: summarizeBytes(MAIL),
      flags: { system: 0, keywords },
      internalDate: clock.now(),
    },
  ]);
  body.release();
  return receipt;
}

async function inbox(store: Store) {
  const opened = await store.openMailbox(ANNA, INBOX_ID, ANNA);
  assert.ok(opened.ok);
  return opened.value;
}

test('what one handle commits, listeners of the other are told, and it is there to be read', async (test) => {
  const { first, second } = await scene(test);
  const heard = Promise.withResolvers<void>();
  second.subscribe(ANNA, () => heard.resolve());
  assert.ok((await append(first)).ok);
  await heard.promise;
  assert.equal((await inbox(second)).count, 1);
  assert.ok((await append(second)).ok);
  assert.equal((await inbox(first)).count, 2);
});

test('tokens of two handles are not mixed up', async (test) => {
  const { first, second } = await scene(test);
  const receipts = await Promise.all([first, second, first, second].map((store) => append(store)));
  assert.ok(receipts.every(({ ok }) => ok));
  assert.equal((await inbox(first)).count, 4);
});

test('sessions share a snapshot until something is committed', async (test) => {
  const { first, second } = await scene(test);
  const before = await inbox(second);
  assert.equal(await inbox(second), before);
  await append(first);
  const after = await inbox(second);
  assert.notEqual(after, before);
  assert.equal(after.count, 1);
  await first.commit(ANNA, ANNA, [{ kind: 'claimRecent', mailbox: INBOX_ID }]);
  assert.equal((await inbox(second)).mailbox.recentUid, 2);
});

test('a handle that leaves finishes what it was asked, and the others go on', async (test) => {
  const { first, second, lost } = await scene(test);
  const last = append(second);
  await new Promise((resolve) => setImmediate(resolve));
  const closing = second.close();
  assert.ok((await last).ok);
  await closing;
  const refused = await append(second);
  assert.equal(refused.ok, false);
  assert.ok((await append(first)).ok);
  assert.equal((await inbox(first)).count, 2);
  assert.deepEqual(lost, []);
});

test('what a thread that is gone has staged is removed', async (test) => {
  const { first, directory } = await scene(test);
  const share = shareSqliteStore(first, 2);
  const gone = await joinSqliteStore(share, { clock });
  const writer = gone.stageBody();
  await writer.write(new Uint8Array(5_000));
  await writer.finish();
  const own = first.stageBody();
  await own.write(new Uint8Array(5_000));
  const body = await own.finish();
  const staged = () => readdirSync(join(directory, 'blob', 'staging'));
  assert.equal(staged().length, 2);
  share.port.close();
  while (staged().length > 1) await new Promise((resolve) => setImmediate(resolve));
  assert.ok((await append(first)).ok);
  body.release();
});

test('an account that is removed and made again has keywords of its own in every handle', async (test) => {
  const { first, second } = await scene(test);
  await append(first, ['old']);
  assert.deepEqual((await inbox(second)).keywordsInUse(), ['old']);
  assert.ok((await first.removeAccount(ANNA)).ok);
  assert.ok((await first.ensureAccount(ANNA)).ok);
  await append(first, ['new']);
  assert.deepEqual((await inbox(second)).keywordsInUse(), ['new']);
  assert.equal(Flag.seen & (await inbox(second)).at(1)!.flags, 0);
});

test('the death of the writer is told once, and nothing is acknowledged after it', async (test) => {
  const { first, second, lost } = await scene(test);
  await append(first);
  const share = shareSqliteStore(first, 2);
  share.port.postMessage(null);
  while (lost.length === 0) await new Promise((resolve) => setImmediate(resolve));
  for (const store of [first, second]) {
    const refused = await append(store);
    assert.equal(!refused.ok && refused.error.code, 'unavailable');
    assert.equal((await inbox(store)).count, 1, 'what is there can be read');
  }
  assert.equal(lost.length, 1);
  share.port.close();
});
