import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { accountId, decodeLatin1, encodeLatin1 } from '../base/index.ts';
import { summarizeBytes } from '../message/index.ts';
import { MemoryStore, SYSTEM } from '../store/index.ts';
import { exportMail, importMail, MigrationFailure, openSource, POP3_UIDL, type SourceOptions } from './index.ts';

const ACCOUNT = accountId(1);
const DATE = 1_700_000_000_000;
const AUTO: SourceOptions = { format: 'auto', quoting: 'strip' };
const mail = (name: string, end = '\n') =>
  [`Subject: ${name}`, 'From: a@example.org', '', `Text of ${name}.`, ''].join(end);

function folder(context: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'rookery-migration-'));
  context.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

function put(path: string, text: string, second = DATE / 1000): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, 'latin1');
  utimesSync(path, second, second);
}

async function newStore(limits = {}): Promise<MemoryStore> {
  const store = new MemoryStore({ clock: { now: () => DATE }, limits });
  await store.ensureAccount(ACCOUNT, [
    { name: 'Sent', role: 'sent' },
    { name: 'Junk', role: 'junk' },
    { name: 'Archive', role: 'archive' },
  ]);
  return store;
}

async function bring(store: MemoryStore, paths: readonly string[], options = {}, into: readonly string[] = []) {
  const source = await openSource(paths, { ...AUTO, ...options });
  const labels = 'labels' in options;
  return importMail({ store, account: ACCOUNT, source, into, labels, onProgress: () => {} });
}

/** Everything in the account, mailbox by mailbox. */
async function contents(store: MemoryStore) {
  const mailboxes = await store.mailboxes(ACCOUNT, SYSTEM);
  assert.ok(mailboxes.ok);
  const all: Record<string, unknown[]> = {};
  for (const { id, name } of mailboxes.value) {
    const snapshot = await store.openMailbox(ACCOUNT, id, SYSTEM);
    assert.ok(snapshot.ok);
    const rows: unknown[] = [];
    for (const entry of snapshot.value.entries()) {
      const body = await store.body(ACCOUNT, entry.messageId as never);
      assert.ok(body.ok);
      const text = decodeLatin1(await body.value.read(0, entry.sizeBytes));
      rows.push([
        entry.uid,
        entry.flags & 0xff,
        snapshot.value.keywords(entry.flags).join(' '),
        entry.internalDate,
        text,
      ]);
    }
    if (rows.length > 0) all[name] = rows;
  }
  return all;
}

function dovecotMaildir(root: string): void {
  put(join(root, 'cur/1700000001.a.h,S=60,W=65:2,FSa'), mail('one'), DATE / 1000 + 1);
  put(join(root, 'new/1700000002.b.h'), mail('two'));
  put(join(root, 'cur/1700000000.c.h:2,RT'), mail('three'));
  put(join(root, 'dovecot-keywords'), '0 red\n');
  put(join(root, 'dovecot-uidlist'), '3 V1275660208 N40 Gx\n7 :1700000000.c.h\n9 Pold-one :1700000001.a.h,S=60,W=65\n');
  put(join(root, '.Sent Items/cur/1.d.h:2,S'), mail('four'));
  mkdirSync(join(root, '.Sent Items/new'));
  put(join(root, '.Sent Items/dovecot-uidlist'), '3 V1275660209 N6\n5 :1.d.h\n');
  put(join(root, '.Entw&APw-rfe.2024/new/1.e.h'), mail('five'));
  mkdirSync(join(root, '.Entw&APw-rfe.2024/cur'));
  put(join(root, 'subscriptions'), 'V\t2\n\nEntw&APw-rfe\t2024\n');
}

test('a Maildir of Dovecot keeps uids, flags, dates, folders and unique ids', async (context) => {
  const root = folder(context);
  dovecotMaildir(root);
  const store = await newStore();
  const report = await bring(store, [root]);
  assert.deepEqual(report.mailboxes.map(({ name, imported, uidsKept }) => [name, imported, uidsKept]).sort(), [
    ['Entwürfe/2024', 1, null],
    ['INBOX', 3, true],
    ['Sent Items', 1, true],
  ]);
  assert.deepEqual(await contents(store), {
    INBOX: [
      [7, 10, '', DATE, mail('three', '\r\n')],
      [9, 5, 'red', DATE + 1000, mail('one', '\r\n')],
      [40, 0, '', DATE, mail('two', '\r\n')],
    ],
    'Entwürfe/2024': [[1, 0, '', DATE, mail('five', '\r\n')]],
    'Sent Items': [[5, 1, '', DATE, mail('four', '\r\n')]],
  });
  const uidls = await store.messageProperties(ACCOUNT, POP3_UIDL);
  assert.ok(uidls.ok);
  assert.deepEqual([...uidls.value.values()].map((value) => decodeLatin1(value)).sort(), [
    '000000074c0907b0',
    'old-one',
  ]);
  const mailboxes = await store.mailboxes(ACCOUNT, SYSTEM);
  assert.ok(mailboxes.ok);
  const of = (name: string) => mailboxes.value.find((mailbox) => mailbox.name === name)!;
  assert.deepEqual([of('INBOX').uidValidity, of('INBOX').uidNext], [1275660208, 41]);
  assert.deepEqual(
    [of('Sent Items').uidValidity, of('Sent Items').uidNext, of('Sent Items').role],
    [1275660209, 6, 'sent'],
  );
  assert.equal(of('Sent').role, undefined, 'a mailbox that was never used gives up its role');

  const again = await bring(store, [root]);
  assert.deepEqual([again.imported, again.alreadyThere], [0, 5]);
  put(join(root, 'new/1700000009.z.h'), mail('six'));
  const more = await bring(store, [root]);
  assert.deepEqual([more.imported, more.alreadyThere], [1, 5]);
});

test('a mailbox that has mail gives new uids, and says so', async (context) => {
  const root = folder(context);
  dovecotMaildir(root);
  const store = await newStore();
  put(join(root, 'other/x.eml'), mail('before'));
  await bring(store, [join(root, 'other/x.eml')]);
  const report = await bring(store, [root], { format: 'maildir' });
  assert.equal(report.mailboxes.find(({ name }) => name === 'INBOX')?.uidsKept, false);
  const rows = (await contents(store)).INBOX as unknown[][];
  assert.deepEqual(
    rows.map(([uid]) => uid),
    [1, 2, 3, 4],
  );
});

test('the layout fs of Dovecot, and Maildirs below a folder that is none', async (context) => {
  const root = folder(context);
  for (const part of ['INBOX/cur', 'INBOX/new', 'Archive/2024/cur', 'Archive/2024/new'])
    mkdirSync(join(root, part), { recursive: true });
  put(join(root, 'INBOX/cur/1.a:2,'), mail('a'));
  put(join(root, 'Archive/2024/cur/1.b:2,'), mail('b'));
  const store = await newStore();
  await bring(store, [root]);
  assert.deepEqual(Object.keys(await contents(store)).sort(), ['Archive/2024', 'INBOX']);
});

test('an mbox file with equal messages, twice', async (context) => {
  const root = folder(context);
  const from = 'From a@example.org Tue Nov 14 22:13:20 2023\n';
  const one = `${from}Status: RO\nX-Keywords: k\n${mail('one')}\n`;
  put(join(root, 'Work.mbox'), one + one + from + mail('two'));
  const store = await newStore();
  assert.equal((await bring(store, [join(root, 'Work.mbox')])).imported, 3);
  const text = mail('one', '\r\n');
  assert.deepEqual(await contents(store), {
    Work: [
      [1, 1, 'k', DATE, text],
      [2, 1, 'k', DATE, text],
      [3, 0, '', DATE, mail('two', '\r\n')],
    ],
  });
  // Read and moved about by another program meanwhile: the same messages.
  put(join(root, 'Work.mbox'), `${from}${mail('two')}\n${one.replace('RO', 'O')}${one}${from}${mail('three')}`);
  const again = await bring(store, [join(root, 'Work.mbox')]);
  assert.deepEqual([again.imported, again.alreadyThere], [1, 3]);
});

test('a profile of Thunderbird, and trees of .eml files', async (context) => {
  const root = folder(context);
  const from = 'From - Tue Nov 14 22:13:20 2023\n';
  put(
    join(root, 'tb/Inbox'),
    `${from}X-Mozilla-Status: 0001\n${mail('a')}\n${from}X-Mozilla-Status: 0009\n${mail('gone')}`,
  );
  put(join(root, 'tb/Inbox.msf'), 'index');
  put(join(root, 'tb/Work.sbd/Old'), `${from}${mail('b')}`);
  put(join(root, 'tree/x.eml'), `Date: Mon, 13 Nov 2023 00:00:00 +0000\r\n${mail('c', '\r\n')}`);
  put(join(root, 'tree/Sub/Y.EML'), mail('d'));
  const store = await newStore();
  await bring(store, [join(root, 'tb')]);
  await bring(store, [join(root, 'tree')], {}, ['Files']);
  const all = await contents(store);
  const dates = Object.entries(all).map(([name, rows]) => [name, ...rows.map((row) => (row as unknown[]).slice(1, 4))]);
  assert.deepEqual(dates.sort(), [
    ['Files', [0, '', Date.UTC(2023, 10, 13)]],
    ['Files/Sub', [0, '', DATE]],
    ['INBOX', [1, '', DATE]],
    ['Work/Old', [0, '', DATE]],
  ]);
});

test('labels of Gmail are mailboxes, sharing one message each', async (context) => {
  const root = folder(context);
  const from = 'From 1@xxx Tue Nov 14 22:13:20 +0000 2023\n';
  const labelled = (labels: string, name: string) => `${from}X-Gmail-Labels: ${labels}\n${mail(name)}\n`;
  const file = join(root, 'All mail.mbox');
  put(
    file,
    labelled('Inbox,Unread,=?UTF-8?Q?B=C3=BCro?=', 'a') + labelled('Sent,Opened', 'b') + labelled('Opened', 'c'),
  );
  const store = await newStore();
  await bring(store, [file], { labels: true });
  const all = await contents(store);
  const flags = Object.entries(all).map(([name, rows]) => [name, ...rows.map((row) => (row as unknown[])[1])]);
  assert.deepEqual(flags.sort(), [
    ['Archive', 1],
    ['Büro', 0],
    ['INBOX', 0],
    ['Sent', 1],
  ]);
  assert.equal((await bring(store, [file], { labels: true })).imported, 0);
});

test('one message that the store refuses does not keep the others out', async (context) => {
  const root = folder(context);
  for (const name of ['a', 'b', 'c']) put(join(root, `${name}.eml`), name === 'b' ? mail('x'.repeat(500)) : mail(name));
  const report = await bring(await newStore({ messageMaxBytes: 300 }), [root]);
  assert.deepEqual([report.imported, report.failedCount], [2, 1]);
  assert.match(report.failed[0]!.place, /b\.eml$/);
});

test('what is not there is said', async (context) => {
  const root = folder(context);
  await assert.rejects(openSource([join(root, 'no')], AUTO), MigrationFailure);
  await assert.rejects(openSource([root], { ...AUTO, format: 'maildir' }), /cur and new/);
  put(join(root, 'm/cur/1.a:2,'), mail('a'));
  put(join(root, 'm/new/1.b'), mail('b'));
  put(join(root, 'c.eml'), mail('c'));
  await assert.rejects(openSource([root], AUTO), /as eml and maildir: choose one/);
  await assert.rejects(openSource([root], { ...AUTO, uidlFormat: '%m' }), /%08Xu%08Xv/);
});

const ODD = [
  mail('a', '\r\n'),
  `${mail('b', '\r\n')}From x\r\n\r\n>From y Tue Nov 14 22:13:20 2023`,
  'Status: RO\r\nX: \u00e9\r\n',
  'a\nb\r\nc',
  '',
];

async function filled(): Promise<MemoryStore> {
  const store = await newStore();
  await store.commit(ACCOUNT, SYSTEM, [{ kind: 'createMailbox', name: 'Büro/a.b: c' }]);
  for (const mailbox of [1, 5, 6]) {
    for (const [index, text] of ODD.entries()) {
      const bytes = encodeLatin1(text);
      const writer = store.stageBody();
      if (bytes.length > 0) await writer.write(bytes);
      const flags = { system: index * 7, keywords: index % 2 ? ['red', '$Forwarded'] : [] };
      const body = await writer.finish();
      const summary = summarizeBytes(bytes);
      const internalDate = DATE + index * 1000 + (mailbox === 1 ? 123 : 0);
      const append = { kind: 'append', mailbox: mailbox as never, body, summary, flags, internalDate } as const;
      const done = await store.commit(ACCOUNT, SYSTEM, [append]);
      assert.ok(done.ok);
    }
  }
  return store;
}

async function send(store: MemoryStore, format: 'mbox' | 'maildir' | 'eml', path: string, mailboxes: string[] = []) {
  return exportMail({ store, account: ACCOUNT, format, path, mailboxes, onProgress: () => {} });
}

test('mbox files of an export give every octet, flag and date again', async (context) => {
  const root = folder(context);
  const store = await filled();
  await send(store, 'mbox', join(root, 'out'));
  const other = await newStore();
  await bring(other, [join(root, 'out')]);
  assert.deepEqual(await contents(other), await contents(store));
  await send(store, 'mbox', join(root, 'one.mbox'), ['INBOX']);
  assert.match(readFileSync(join(root, 'one.mbox'), 'latin1'), /^From rookery@localhost Tue Nov 14 22:13:20 2023\n/);
});

test('a Maildir of an export gives messages, flags, dates, uids and uidvalidity again', async (context) => {
  const root = folder(context);
  const store = await filled();
  await send(store, 'maildir', join(root, 'out'));
  const other = await newStore();
  const report = await bring(other, [join(root, 'out')]);
  assert.ok(report.mailboxes.every(({ uidsKept }) => uidsKept));
  const whole = (all: Record<string, unknown[]>) =>
    Object.entries(all).map(([name, rows]) => [
      name,
      ...rows.map((row) => {
        const [uid, system, keywords, date, text] = row as [number, number, string, number, string];
        // A file of Unix cannot say of one line that it ends otherwise than the others.
        return [uid, system, keywords, Math.floor(date / 1000), text.replace(/\r?\n/g, '\n')];
      }),
    ]);
  assert.deepEqual(whole(await contents(other)), whole(await contents(store)));
  const uidls = await other.messageProperties(ACCOUNT, POP3_UIDL);
  assert.ok(uidls.ok && [...uidls.value.values()].some((value) => decodeLatin1(value) === `${DATE / 1000}.1`));
});

test('.eml files of an export are the octets of the messages; nothing is overwritten', async (context) => {
  const root = folder(context);
  const store = await filled();
  await send(store, 'eml', join(root, 'out'), ['Büro/a.b: c']);
  const files = join(root, 'out', 'Büro', 'a.b%3A c');
  assert.deepEqual(
    readdirSync(files)
      .sort()
      .map((name) => readFileSync(join(files, name), 'latin1')),
    ODD,
  );
  await assert.rejects(send(store, 'eml', join(root, 'out')), /overwrites nothing/);
  await assert.rejects(send(store, 'mbox', join(files, readdirSync(files)[0]!), ['INBOX']), /overwrites nothing/);
  await assert.rejects(send(store, 'mbox', join(root, 'x'), ['No']), /there is no mailbox No/);
});
