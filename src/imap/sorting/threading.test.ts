import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { threadByOrderedSubject } from './ordered-subject.ts';
import { threadByReferences } from './references.ts';
import type { SortRow } from './row.ts';
import { nodesInOrder, writeThreads } from './thread-node.ts';

const EMPTY_ROW: Omit<SortRow, 'uid'> = {
  messageId: 0,
  sent: 0,
  arrival: 0,
  sizeBytes: 0,
  from: '',
  to: '',
  cc: '',
  displayFrom: '',
  displayTo: '',
  subject: '',
  isReply: false,
  ownId: undefined,
  repliedTo: undefined,
  references: [],
};

function row(uid: number, more: Partial<SortRow> = {}): SortRow {
  return { ...EMPTY_ROW, uid, sent: uid, ownId: `${uid}`, ...more };
}

const write = (rows: readonly SortRow[]): string => writeThreads(threadByReferences(rows), (uid) => uid);

test('threads are written as the RFC has it', () => {
  const rows = [
    row(2),
    row(3),
    row(6, { references: ['3'] }),
    row(4, { references: ['3', '6'] }),
    row(23, { references: ['4'] }),
    row(44, { references: ['6'] }),
    row(7, { references: ['44'] }),
    row(96, { references: ['7'] }),
  ];
  assert.equal(write(rows), '(2)(3 6 (4 23)(44 7 96))');
});

test('threads of one subject become one: under a dummy, under the original, or as siblings', () => {
  const subject = 'S';
  const reply = { subject, isReply: true };
  assert.equal(write([row(1, { subject }), row(2, reply), row(3, reply)]), '(1 (2)(3))');
  assert.equal(write([row(1, reply), row(2, { subject })]), '(2 1)');
  assert.equal(write([row(1, { subject }), row(2, { subject })]), '((1)(2))');
  assert.equal(write([row(1, { subject }), row(2, { subject }), row(3, { subject })]), '((1)(2)(3))');
  const lost = { references: ['lost'], subject };
  assert.equal(write([row(1, { subject }), row(2, lost), row(3, lost)]), '((1)(2)(3))');
  const other = { references: ['other'], subject };
  assert.equal(write([row(1, other), row(2, lost), row(3, lost), row(4, other)]), '((1)(2)(3)(4))');
});

test('a chain of 100,000 in any order is one thread, and takes no stack and no square of time', () => {
  const count = 100_000;
  const chain = Array.from({ length: count }, (_, i) => row(i + 1, i === 0 ? {} : { references: [`${i}`] }));
  assert.equal(write(chain), `(${chain.map(({ uid }) => uid).join(' ')})`);
  const reversed = Array.from({ length: count }, (_, i) =>
    row(i + 1, { ownId: `${count - i}`, references: [`${count - i - 1}`] }),
  );
  assert.equal(write(reversed).length, write(chain).length);
  const bushes = chain.map((each) => row(each.uid, { references: [`d${each.uid}`, `${each.uid >> 1}`, '50000'] }));
  assert.equal(nodesInOrder(threadByReferences(bushes)).filter((node) => node.row !== undefined).length, count);
});

test('every message is in the answer once, whatever it refers to', () => {
  const id = fc.nat(12).map(String);
  const rows = fc.array(
    fc.record({
      ownId: fc.option(id, { nil: undefined }),
      references: fc.array(id, { maxLength: 5 }),
      repliedTo: fc.option(id, { nil: undefined }),
      subject: fc.constantFrom('', 'A', 'B', 'C'),
      isReply: fc.boolean(),
      sent: fc.nat(5),
    }),
    { maxLength: 30 },
  );
  fc.assert(
    fc.property(rows, (made) => {
      const all = made.map((each, i) => row(i + 1, each));
      for (const roots of [threadByReferences(all), threadByOrderedSubject(all)]) {
        const uids = nodesInOrder(roots).flatMap((node) => (node.row === undefined ? [] : [node.row.uid]));
        assert.deepEqual(
          uids.sort((a, b) => a - b),
          all.map(({ uid }) => uid),
        );
        const text = writeThreads(roots, (uid) => uid);
        assert.match(text, /^(\([\d ()]*\d\)+)*$/);
        assert.deepEqual(
          (text.match(/\d+/g) ?? []).map(Number).sort((a, b) => a - b),
          all.map(({ uid }) => uid),
        );
      }
    }),
  );
});
