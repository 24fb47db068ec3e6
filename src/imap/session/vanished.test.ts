import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { MailboxSnapshot } from '../../store/index.ts';
import { makeWorld } from '../testing.ts';
import { type NumberRange, rangesOf, resolveRanges } from '../wire/index.ts';
import { openInbox } from './snapshot.oracle.ts';
import { absentUids, changedUids, matchedUid } from './vanished.ts';

/** A mailbox in which the uids from 1 to `last` were given and these are there, and its modseqs. */
async function mailboxWith(last: number, there: ReadonlySet<number>): Promise<MailboxSnapshot> {
  const world = await makeWorld();
  for (let uid = 1; uid <= last; uid++) await world.put('INBOX', 'A: b\r\n\r\n');
  const gone = Array.from({ length: last }, (_, i) => i + 1).filter((uid) => !there.has(uid));
  return openInbox(world, gone);
}

const LAST = 40;
const uids = fc.uniqueArray(fc.integer({ min: 1, max: LAST }));
const ranges = fc
  .array(fc.tuple(fc.integer({ min: 1, max: LAST + 5 }), fc.integer({ min: 1, max: LAST + 5 })), { maxLength: 4 })
  .map((pairs) =>
    resolveRanges(
      pairs.map(([first, last]) => ({ first, last })),
      0,
    ),
  );

test('absent uids are those of the ranges that were given and are not there', async () => {
  await fc.assert(
    fc.asyncProperty(uids, ranges, fc.integer({ min: 1, max: LAST }), async (there, asked, from) => {
      const snapshot = await mailboxWith(LAST, new Set(there));
      const expected: number[] = [];
      for (let uid = from; uid <= LAST; uid++) if (covers(asked, uid) && !there.includes(uid)) expected.push(uid);
      assert.deepEqual(spread(absentUids(snapshot, asked, from)), expected);
    }),
    { numRuns: 40 },
  );
});

test('changed uids are those of the ranges with a later modseq', async () => {
  await fc.assert(
    fc.asyncProperty(uids, ranges, fc.nat(LAST + 3), async (there, asked, since) => {
      const snapshot = await mailboxWith(LAST, new Set(there));
      const expected = [...snapshot.entries()].filter(({ uid, modSeq }) => covers(asked, uid) && modSeq > since);
      assert.deepEqual(
        [...changedUids(snapshot, asked, since)],
        expected.map(({ uid }) => uid),
      );
    }),
    { numRuns: 40 },
  );
});

test('the client knows what is gone up to the last of its numbers that is right', async () => {
  const snapshot = await mailboxWith(10, new Set([2, 4, 6, 8, 9]));
  const match = (sequences: readonly number[], uids: readonly number[]): number =>
    matchedUid(snapshot, { sequences: rangesOf(sequences), uids: rangesOf(uids) });
  assert.equal(match([1], [1]), 0);
  assert.equal(match([1, 2], [2, 4]), 4);
  assert.equal(match([1, 3], [2, 5]), 2);
  assert.equal(match([4, 5], [8, 9]), 9);
  assert.equal(match([4, 5, 6], [8, 9, 10]), 9);
  // Nothing is done in proportion to what is claimed.
  assert.equal(matchedUid(snapshot, { sequences: [{ first: 6, last: 4e9 }], uids: [{ first: 6, last: 4e9 }] }), 0);
});

function covers(asked: readonly NumberRange[], uid: number): boolean {
  return asked.some(({ first, last }) => first <= uid && uid <= last);
}

function spread(found: readonly NumberRange[]): readonly number[] {
  return found.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, i) => first + i));
}
