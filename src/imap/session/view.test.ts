import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accountId, mailboxId, modSeq, uid } from '../../base/index.ts';
import { type Entry, type Mailbox, MailboxSnapshot, pageFromEntries, pageOf } from '../../store/index.ts';
import { MailboxView } from './view.ts';

type Row = readonly [uid: number, flags?: number, modSeq?: number];

function snapshot(...rows: readonly Row[]): MailboxSnapshot {
  const entries = rows.map(
    ([number, flags = 0, seq = 1]): Entry => ({
      uid: number,
      flags,
      modSeq: seq,
      messageId: number,
      sizeBytes: 1,
      internalDate: 0,
      saveDate: 0,
    }),
  );
  const numbers = [...new Set(entries.map((entry) => pageOf(entry.uid)))].sort((a, b) => a - b);
  const pages = numbers.map((n) =>
    pageFromEntries(
      n,
      entries.filter((entry) => pageOf(entry.uid) === n),
    ),
  );
  const mailbox: Mailbox = {
    id: mailboxId(1),
    name: 'INBOX',
    role: 'inbox',
    uidValidity: 1,
    uidNext: uid(10_000),
    highestModSeq: modSeq(1),
    createdModSeq: modSeq(1),
    changedModSeq: modSeq(1),
    counts: { messages: rows.length, unseen: 0, deleted: 0, sizeBytes: 0 },
    recentUid: uid(1),
    acl: new Map(),
    seenState: 'shared',
    subscribed: true,
  };
  return new MailboxSnapshot(accountId(1), accountId(1), mailbox, pages, { names: () => [] });
}

test('expunges come in descending order, arrivals as one size', () => {
  const view = new MailboxView(snapshot([1], [2], [3], [4]), false);
  view.advance(snapshot([2], [4], [600], [601]));
  assert.deepEqual(view.takeNews('all'), { expunged: [3, 1], vanished: [1, 3], exists: 4, changed: [] });
  assert.deepEqual(view.takeNews('all'), { expunged: [], vanished: [], exists: undefined, changed: [] });
});

test('where EXPUNGE is not allowed the numbering stays, and flags are told in it', () => {
  const view = new MailboxView(snapshot([1], [2], [3]), false);
  view.advance(snapshot([1], [3, 1, 2], [4]));
  assert.deepEqual(view.takeNews('noExpunge'), { expunged: [], vanished: [], exists: undefined, changed: [3] });
  assert.equal(view.numbering.sequenceOf(3), 3);
  assert.equal(view.isGone(2), true);
  assert.deepEqual(view.takeNews('all'), { expunged: [2], vanished: [2], exists: 3, changed: [] });
  assert.equal(view.isGone(2), false);
});

test('without something vanished, arrivals are told even where EXPUNGE is not allowed', () => {
  const view = new MailboxView(snapshot([1]), false);
  view.advance(snapshot([1], [2]));
  assert.deepEqual(view.takeNews('noExpunge'), { expunged: [], vanished: [], exists: 2, changed: [] });
});

test('what a command has told is not told again; what changed before it was known is not told', () => {
  const view = new MailboxView(snapshot([1], [2]), false);
  view.advance(snapshot([1, 1, 2], [2, 1, 2], [3]));
  view.advance(snapshot([1, 1, 2], [2, 1, 2], [3, 1, 3]));
  view.told(1);
  assert.deepEqual(view.takeNews('noExpunge'), { expunged: [], vanished: [], exists: 3, changed: [2] });
});

test('before a command with sequence numbers only flags are told', () => {
  const view = new MailboxView(snapshot([1], [2]), false);
  view.advance(snapshot([1, 1, 2], [2], [3]));
  assert.deepEqual(view.takeNews('flags'), { expunged: [], vanished: [], exists: undefined, changed: [1] });
  assert.deepEqual(view.takeNews('noExpunge'), { expunged: [], vanished: [], exists: 3, changed: [] });
});
