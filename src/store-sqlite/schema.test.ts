import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { accountId, encodeUtf8, type MailboxId, messageId } from '../base/index.ts';
import { summarizeBytes } from '../message/index.ts';
import { ALL_UIDS, NO_FLAGS, type Store } from '../store/index.ts';
import { decodeChunk, encodeChunk } from './chunk-codec.ts';
import { type PagePlace, readEntries } from './entry-tail.ts';
import { checkStore, openSqliteStore } from './index.ts';
import { encodeEntries } from './page-codec.ts';
import { Statements } from './statements.ts';

const ADA = accountId(1);
const clock = { now: () => 1_800_000_000_000 };

const mail = (i: number): string => `Message-ID: <${i}@example.org>\r\nSubject: number ${i}\r\n\r\nbody ${i}\r\n`;
const reply = (i: number): string =>
  `Message-ID: <re-${i}@example.org>\r\nIn-Reply-To: <${i}@example.org>\r\nSubject: Re: number ${i}\r\n\r\nyes\r\n`;

/** Appends to INBOX, and gives the message's thread. */
async function append(store: Store, text: string): Promise<number> {
  const bytes = encodeUtf8(text);
  const writer = store.stageBody();
  await writer.write(bytes.slice());
  const body = await writer.finish();
  const operation = {
    kind: 'append',
    mailbox: 1 as MailboxId,
    body,
    summary: summarizeBytes(bytes),
    flags: NO_FLAGS,
    internalDate: clock.now(),
  } as const;
  const result = await store.commit(ADA, ADA, [operation]);
  body.release();
  assert.ok(result.ok, JSON.stringify(result));
  const [appended] = result.value.results;
  assert.ok(appended?.kind === 'append');
  return appended.thread;
}

/**
 * Makes of an index what version 1 would have made: keys of threads were all in their table, and entries all in their
 * pages.
 */
function toVersionOne(file: string): void {
  const index = new DatabaseSync(file);
  const pending = index
    .prepare(
      'SELECT m.thread, m.thread_hashes FROM message m JOIN account a ON a.id = m.account AND m.id > a.threads_settled',
    )
    .all() as { thread: number; thread_hashes: Uint8Array }[];
  const insert = index.prepare(
    `INSERT INTO thread_key (account, hash, thread, uses) VALUES (1, ?, ?, 1)
     ON CONFLICT (account, hash) DO UPDATE SET thread = excluded.thread, uses = uses + 1`,
  );
  for (const { thread, thread_hashes: hashes } of pending) {
    for (const hash of new Set(new Float64Array(hashes.slice().buffer))) insert.run(hash, thread);
  }
  const pages = index.prepare('SELECT id, count, tail_uid FROM flag_page WHERE tail_uid != 0').all();
  for (const page of pages as unknown as PagePlace[]) {
    const settled = index.prepare('SELECT data FROM entry_page WHERE id = ?').get(page.id) as
      | { data: Uint8Array }
      | undefined;
    const entries = readEntries(new Statements(index), page, settled?.data);
    index
      .prepare('INSERT OR REPLACE INTO entry_page (id, data) VALUES (?, ?)')
      .run(page.id, encodeEntries(entries, entries.count));
  }
  assert.ok(pending.length > 0 && pages.length > 0, 'there was something to undo');
  index.exec(`ALTER TABLE account DROP COLUMN threads_settled; ALTER TABLE flag_page DROP COLUMN tail_uid;
    CREATE TABLE rendered_tail (
      mailbox INTEGER NOT NULL, uid INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (mailbox, uid)
    ) WITHOUT ROWID;
    INSERT INTO rendered_tail SELECT 1, uid, rendered FROM entry_tail WHERE uid >= 64;
    DROP TABLE entry_tail; PRAGMA user_version = 1`);
  // A repair put records of older chunks there.
  const chunk = index.prepare('SELECT data FROM rendered_chunk').get() as { data: Uint8Array };
  const tail = index.prepare('INSERT INTO rendered_tail (mailbox, uid, data) VALUES (1, ?, ?)');
  const [first, second, ...others] = decodeChunk(chunk.data);
  for (const row of [first!, second!]) tail.run(row.uid, row.data);
  index.prepare('UPDATE rendered_chunk SET data = ?').run(encodeChunk(others));
  index.close();
}

test('an index of version 1 is brought forward, and nothing of it is lost', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'rookery-schema-'));
  try {
    let store = await openSqliteStore({ directory, clock });
    assert.ok((await store.ensureAccount(ADA)).ok);
    const threads: number[] = [];
    for (let i = 0; i < 70; i++) threads.push(await append(store, mail(i)));
    await store.close();
    toVersionOne(join(directory, 'index.db'));

    store = await openSqliteStore({ directory, clock });
    assert.equal(await append(store, reply(3)), threads[3]);
    assert.equal(await append(store, reply(69)), threads[69]);
    const snapshot = await store.openMailbox(ADA, 1 as MailboxId, ADA);
    assert.ok(snapshot.ok && snapshot.value.count === 72);
    let records = 0;
    for await (const batch of store.metadata(snapshot.value, ALL_UIDS)) records += batch.length;
    assert.equal(records, 72);
    const body = await store.body(ADA, messageId(70));
    assert.ok(body.ok);
    assert.equal(Buffer.from(await body.value.read(0, 1000)).toString(), mail(69));
    await store.close();
    assert.deepEqual((await checkStore({ directory, repair: false })).problems, []);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});

test('keys of threads that wait to be written are found again, and go with their messages', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'rookery-schema-'));
  try {
    let store = await openSqliteStore({ directory, clock });
    assert.ok((await store.ensureAccount(ADA)).ok);
    const threads: number[] = [];
    for (let i = 0; i < 40; i++) threads.push(await append(store, mail(i)));
    for (const reopened of [false, true]) {
      if (reopened) {
        await store.close();
        store = await openSqliteStore({ directory, clock });
      }
      assert.equal(await append(store, reply(2)), threads[2], 'a settled one');
      assert.equal(await append(store, reply(39)), threads[39], 'a waiting one');
    }
    await store.close();
    store = await openSqliteStore({ directory, clock });
    const expunge = { kind: 'expunge', mailbox: 1 as MailboxId, uids: ALL_UIDS, onlyDeleted: false } as const;
    assert.ok((await store.commit(ADA, ADA, [expunge])).ok);
    const again = await append(store, reply(39));
    assert.ok(!threads.includes(again), 'a thread is forgotten with its last member');
    await store.close();
    const index = new DatabaseSync(join(directory, 'index.db'));
    assert.deepEqual(index.prepare('SELECT count(*) AS keys FROM thread_key').get(), { keys: 0, __proto__: null });
    index.close();
    assert.deepEqual((await checkStore({ directory, repair: false })).problems, []);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
