import assert from 'node:assert/strict';
import { it } from 'node:test';
import { accountId, equalBytes } from '../base/index.ts';
import { findHeader, parseMessage } from '../message/index.ts';
import { MemoryStore, SYSTEM } from '../store/index.ts';
import { makePdf } from './attachment/pdf.ts';
import { makePng } from './attachment/png.ts';
import { Chance } from './chance.ts';
import { plantDemoMail } from './index.ts';
import { composeLetter } from './letter.ts';
import { sampleMail } from './sample-mail.ts';

const NOW = Date.UTC(2026, 5, 15, 12);
const YEAR_MS = 365 * 86_400_000;
const ADA = { account: accountId(1), name: 'Ada Lindqvist', address: 'ada@rookery.example' };
const KENJI = { account: accountId(2), name: 'Kenji Mori', address: 'kenji@rookery.example' };
const mail = sampleMail({ chance: new Chance(1), now: NOW, ada: ADA, kenji: KENJI });

it('there are more than five hundred mails, of two years, none from the future', () => {
  assert.ok(mail.length >= 500, `${mail.length}`);
  const dates = mail.map(({ letter }) => letter.at);
  assert.ok(Math.max(...dates) <= NOW);
  assert.ok(Math.min(...dates) < NOW - 1.8 * YEAR_MS && Math.min(...dates) > NOW - 2.3 * YEAR_MS);
});

it('the same seed gives the same octets, and every letter has an id of its own', () => {
  const again = sampleMail({ chance: new Chance(1), now: NOW, ada: ADA, kenji: KENJI });
  for (let i = 0; i < mail.length; i += 37) {
    assert.ok(equalBytes(composeLetter(mail[i]!.letter), composeLetter(again[i]!.letter)), `letter ${i}`);
  }
  const letters = new Set(mail.map(({ letter }) => letter));
  assert.equal(new Set([...letters].map(({ id }) => id)).size, letters.size);
});

it('letters are mail: the fields are there, lines are short, replies name what they answer', () => {
  for (const { letter } of mail.filter((_, i) => i % 4 === 0)) {
    const bytes = composeLetter(letter);
    const { root } = parseMessage(bytes);
    for (const field of ['date', 'from', 'to', 'subject', 'message-id', 'mime-version']) {
      assert.ok(findHeader(root, field), `${letter.subject}: ${field}`);
    }
    if (letter.inReplyTo) assert.equal(findHeader(root, 'in-reply-to') !== undefined, true);
  }
});

it('files are what they say', () => {
  const png = makePng(30, 20, 50, new Chance(3));
  assert.deepEqual([...png.subarray(0, 8)], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  assert.equal(new DataView(png.buffer).getUint32(16), 30);
  const pdf = new TextDecoder('latin1').decode(makePdf('A (title)', ['one', 'two']));
  const table = Number(/startxref\n(\d+)/.exec(pdf)?.[1]);
  assert.ok(pdf.slice(table).startsWith('xref\n0 6\n'));
  const third = Number(pdf.slice(table).split('\n')[5]!.slice(0, 10));
  assert.ok(pdf.slice(third).startsWith('3 0 obj'));
});

it('is planted once', async () => {
  const store = new MemoryStore({ clock: { now: () => NOW } });
  const reports: number[] = [];
  const planting = { store, people: [ADA, KENJI], now: NOW, onProgress: (done: number) => reports.push(done) };
  await plantDemoMail(planting);
  const count = async () => {
    const mailboxes = await store.mailboxes(ADA.account, SYSTEM);
    assert.ok(mailboxes.ok);
    return mailboxes.value.map(({ name, counts }) => `${name} ${counts.messages}`);
  };
  const first = await count();
  assert.ok(first.length > 10, first.join('\n'));
  assert.ok(reports.at(-1)! >= 500);
  await plantDemoMail(planting);
  assert.deepEqual(await count(), first);
  await store.close();
});
