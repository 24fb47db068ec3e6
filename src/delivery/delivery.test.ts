import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accountId, decodeLatin1, encodeLatin1, encodeUtf8, type MailboxId, modSeq, silentLog } from '../base/index.ts';
import type { Account, ResolvedRecipient } from '../directory/index.ts';
import { type BodyWriter, MemoryStore, type Store, SYSTEM } from '../store/index.ts';
import { createDelivery, DEFAULT_MAILBOXES, type Delivery, type DeliveryOptions, type MailEnvelope } from './index.ts';

const clock = { now: () => 1_700_000_000_000 };
const ENVELOPE: MailEnvelope = { sender: 'a@example.net', receivedAt: clock.now() };
const MAIL = 'Subject: hello\r\nMessage-ID: <1@example.net>\r\n\r\n.text\nwith \r odd ends\r\n';

function recipient(id: number, options: { detail?: string; quotaBytes?: number } = {}): ResolvedRecipient {
  const account: Account = { id: accountId(id), address: `a${id}@example.org`, quotaBytes: options.quotaBytes };
  return { account, detail: options.detail };
}

function scene(options: Partial<DeliveryOptions> = {}) {
  const store = new MemoryStore({ clock });
  return { store, delivery: createDelivery({ store, log: silentLog, ...options }) };
}

/** `delivered`, or the reason, with `?` where the sender should try again. */
async function send(delivery: Delivery, to: readonly ResolvedRecipient[], mail = MAIL, envelope = ENVELOPE) {
  const reception = delivery.receive(envelope);
  for (let at = 0; at < mail.length; at += 7) await reception.write(encodeLatin1(mail.slice(at, at + 7)));
  await reception.finish();
  const outcomes = await Promise.all(to.map((each) => reception.deliver(each)));
  reception.release();
  return outcomes.map((outcome) =>
    outcome.kind === 'delivered' ? 'delivered' : outcome.reason + (outcome.temporary ? '?' : ''),
  );
}

/** The mails of a mailbox, oldest first, or undefined if it is not there. */
async function mailsIn(store: Store, id: number, name: string): Promise<readonly string[] | undefined> {
  const account = accountId(id);
  const mailboxes = await store.mailboxes(account, SYSTEM);
  const mailbox = mailboxes.ok ? mailboxes.value.find((each) => each.name === name) : undefined;
  return mailbox && mailsOf(store, id, mailbox.id);
}

async function mailsOf(store: Store, id: number, mailbox: MailboxId): Promise<readonly string[]> {
  const account = accountId(id);
  const changes = await store.changes(account, modSeq(0), 1_000);
  assert.ok(changes.ok);
  const mails: string[] = [];
  for (const message of changes.value.messages.created) {
    const record = await store.message(account, message);
    if (!record.ok || !record.value.places.some((place) => place.mailbox === mailbox)) continue;
    const body = await store.body(account, message);
    assert.ok(body.ok);
    mails.push(decodeLatin1(await body.value.read(0, body.value.sizeBytes)));
  }
  return mails;
}

test('a mail comes to all its recipients, byte for byte, in a new account with its mailboxes', async () => {
  const { store, delivery } = scene();
  assert.deepEqual(await send(delivery, [recipient(1), recipient(2, { detail: 'x' })]), ['delivered', 'delivered']);
  assert.deepEqual(await mailsIn(store, 1, 'INBOX'), [MAIL]);
  assert.deepEqual(await mailsIn(store, 2, 'INBOX'), [MAIL]);
  const mailboxes = await store.mailboxes(accountId(1), SYSTEM);
  assert.ok(mailboxes.ok);
  const names = mailboxes.value.map(({ name, role }) => ({ name, role }));
  for (const mailbox of DEFAULT_MAILBOXES)
    assert.ok(
      names.some((each) => each.role === mailbox.role),
      mailbox.name,
    );
});

test('a mail to many is staged once', async () => {
  const { store, delivery } = scene();
  const stageBody = store.stageBody.bind(store);
  let staged = 0;
  store.stageBody = () => {
    staged++;
    return stageBody();
  };
  const to = Array.from({ length: 50 }, (_, i) => recipient(i + 1));
  assert.deepEqual(new Set(await send(delivery, to)), new Set(['delivered']));
  assert.equal(staged, 1);
  assert.deepEqual(await mailsIn(store, 50, 'INBOX'), [MAIL]);
});

test('an empty mail, and one that is no mail at all, are delivered', async () => {
  const { store, delivery } = scene();
  for (const mail of ['', '\0\xff', 'no header\r\n']) {
    assert.deepEqual(await send(delivery, [recipient(1)], mail), ['delivered']);
  }
  assert.deepEqual(await mailsIn(store, 1, 'INBOX'), ['', '\0\xff', 'no header\r\n']);
});

test('a detail names a mailbox, if the option says so and there is one', async () => {
  const { store, delivery } = scene({ detailToMailbox: true });
  await send(delivery, [recipient(1)]);
  const create = (name: string) => store.commit(accountId(1), SYSTEM, [{ kind: 'createMailbox', name }]);
  await create('Lists/Rookery');
  await create('news');
  await create('News');
  const details = ['lists/rookery', 'News', 'news', 'nowhere', '', 'INBOX', 'x'.repeat(10_000)];
  const to = details.map((detail) => recipient(1, { detail }));
  assert.deepEqual(new Set(await send(delivery, to)), new Set(['delivered']));
  const count = async (name: string) => (await mailsIn(store, 1, name))?.length;
  assert.deepEqual(await Promise.all(['Lists/Rookery', 'News', 'news', 'INBOX', 'nowhere'].map(count)), [
    1,
    1,
    1,
    5,
    undefined,
  ]);
});

test('the directory rules the quota, and a full mailbox refuses for good or for the moment', async () => {
  const { store, delivery } = scene();
  const patient = createDelivery({ store, overQuotaIsTemporary: true });
  assert.deepEqual(await send(delivery, [recipient(1, { quotaBytes: 2 * MAIL.length })]), ['delivered']);
  assert.deepEqual(await send(delivery, [recipient(1, { quotaBytes: 2 * MAIL.length })]), ['delivered']);
  assert.deepEqual(await send(delivery, [recipient(1, { quotaBytes: 2 * MAIL.length })]), ['overQuota']);
  assert.deepEqual(await send(patient, [recipient(1, { quotaBytes: 2 * MAIL.length })]), ['overQuota?']);
  assert.deepEqual(await send(delivery, [recipient(1, { quotaBytes: 3 * MAIL.length })]), ['delivered']);
  assert.deepEqual(await send(delivery, [recipient(1, { quotaBytes: 1 }), recipient(2)]), ['overQuota', 'delivered']);
  assert.deepEqual(await send(delivery, [recipient(1)]), ['delivered'], 'no quota any more');
  assert.equal((await mailsIn(store, 1, 'INBOX'))?.length, 4);
});

test('a mail that is too large is refused, whether announced or not', async () => {
  const { store, delivery } = scene({ limits: { messageMaxBytes: MAIL.length } });
  assert.equal(delivery.messageMaxBytes, MAIL.length);
  assert.deepEqual(await send(delivery, [recipient(1)]), ['delivered']);
  assert.deepEqual(await send(delivery, [recipient(1), recipient(2)], `${MAIL}x`), ['tooLarge', 'tooLarge']);
  assert.deepEqual(await send(delivery, [recipient(1)], 'x', { ...ENVELOPE, sizeBytes: 1_000 }), ['tooLarge']);
  assert.deepEqual(await mailsIn(store, 1, 'INBOX'), [MAIL]);
});

test('trace headers go in front when asked for', async () => {
  const { store, delivery } = scene({ hostname: 'mx.example.org' });
  const trace = {
    ...{ peerName: 'client\r\nEvil: (yes', peerAddress: '192.0.2.1', protocol: 'LMTP' },
    ...{ cipher: undefined, recipient: undefined },
  };
  const cipher = 'TLS_AES_256_GCM_SHA384';
  const whole = {
    ...trace,
    peerName: 'zoë.example',
    peerAddress: '2001:db8::1',
    cipher,
    recipient: '"a\r b"@example.org',
  };
  await send(delivery, [recipient(1)], MAIL, { ...ENVELOPE, trace });
  await send(delivery, [recipient(1)], MAIL, { ...ENVELOPE, sender: '', trace: whole });
  await send(delivery, [recipient(1)], MAIL, { ...ENVELOPE, trace: { ...trace, peerAddress: undefined } });
  const date = 'Tue, 14 Nov 2023 22:13:20 +0000';
  const returnPath = 'Return-Path: <a@example.net>\r\n';
  const bytes = (text: string) => decodeLatin1(encodeUtf8(text));
  assert.deepEqual(await mailsIn(store, 1, 'INBOX'), [
    `${returnPath}Received: from client??Evil:??yes ([192.0.2.1])\r\n\tby mx.example.org with LMTP;\r\n\t${date}\r\n${MAIL}`,
    bytes(
      'Return-Path: <>\r\nReceived: from zoë.example ([IPv6:2001:db8::1])\r\n\tby mx.example.org with LMTP\r\n' +
        `\tfor <"a b"@example.org>\r\n\ttls ${cipher};\r\n\t${date}\r\n${MAIL}`,
    ),
    `${returnPath}Received: from client??Evil:??yes\r\n\tby mx.example.org with LMTP;\r\n\t${date}\r\n${MAIL}`,
  ]);
});

test('a full mailbox is foreseen, and what cannot be known is not', async () => {
  const { store, delivery } = scene();
  const patient = createDelivery({ store, overQuotaIsTemporary: true });
  const small = recipient(1, { quotaBytes: MAIL.length + 1 });
  assert.equal(await delivery.foresee(small, MAIL.length + 1), undefined, 'nothing is there yet');
  assert.equal((await delivery.foresee(small, MAIL.length + 2))?.reason, 'overQuota');
  await send(delivery, [small]);
  assert.equal(await delivery.foresee(small, 1), undefined);
  assert.deepEqual(await delivery.foresee(small, 2), { kind: 'refused', reason: 'overQuota', temporary: false });
  assert.deepEqual(await patient.foresee(small, 2), { kind: 'refused', reason: 'overQuota', temporary: true });
  assert.equal(await delivery.foresee(recipient(1), 1_000_000), undefined, 'the directory has taken the quota away');
  store.account = async () => {
    throw new Error('the disk is on fire');
  };
  assert.equal(await delivery.foresee(small, 2), undefined);
});

test('the store refuses: the sender tries again, and the next mail is taken', async () => {
  const { store, delivery } = scene();
  await send(delivery, [recipient(1)]);
  store.failCommits(1);
  assert.deepEqual(await send(delivery, [recipient(1)]), ['unavailable?']);
  assert.deepEqual(await send(delivery, [recipient(1)]), ['delivered']);
});

test('an account that was removed and is wanted again is made anew', async () => {
  const { store, delivery } = scene();
  await send(delivery, [recipient(1)]);
  await store.removeAccount(accountId(1));
  assert.deepEqual(await send(delivery, [recipient(1)]), ['delivered']);
  assert.equal((await mailsIn(store, 1, 'INBOX'))?.length, 1);
});

test('whatever breaks in the store becomes an outcome, and what was staged is given up', async () => {
  for (const broken of ['write', 'writeLater', 'finish', 'commit', 'ensureAccount', 'none'] as const) {
    const store = new MemoryStore({ clock });
    const staged = { open: 0 };
    breakStore(store, broken, staged);
    const delivery = createDelivery({ store });
    const expected = broken === 'none' ? 'delivered' : 'unavailable?';
    assert.deepEqual(await send(delivery, [recipient(1)]), [expected], broken);
    assert.equal(staged.open, 0, broken);
  }
});

test('a peer that leaves leaves nothing behind', async () => {
  const store = new MemoryStore({ clock });
  const staged = { open: 0 };
  breakStore(store, 'none', staged);
  const reception = createDelivery({ store }).receive(ENVELOPE);
  await reception.write(encodeLatin1('half'));
  assert.equal(staged.open, 1);
  reception.release();
  assert.equal(staged.open, 0);
  await reception.write(encodeLatin1('late'));
  await reception.finish();
  const outcome = await reception.deliver(recipient(1));
  assert.equal(outcome.kind, 'refused');
  reception.release();
});

function breakStore(store: MemoryStore, broken: string, staged: { open: number }): void {
  const fail = () => {
    throw new Error('the disk is on fire');
  };
  const stageBody = store.stageBody.bind(store);
  store.stageBody = (sizeBytes): BodyWriter => {
    const writer = stageBody(sizeBytes);
    staged.open++;
    return {
      write: broken === 'write' ? fail : broken === 'writeLater' ? async () => fail() : (chunk) => writer.write(chunk),
      finish: async () => {
        if (broken === 'finish') fail();
        const body = await writer.finish();
        const release = body.release.bind(body);
        body.release = () => {
          staged.open--;
          release();
        };
        return body;
      },
      discard: () => {
        staged.open--;
        writer.discard();
      },
    };
  };
  if (broken === 'commit') store.commit = async () => fail();
  if (broken === 'ensureAccount') store.ensureAccount = async () => fail();
}
