import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { pageFromEntries, pageOf } from './page.ts';
import { entriesIn, normalRanges } from './uid-set.ts';

const ranges = fc.array(fc.record({ first: fc.nat({ max: 1200 }), last: fc.nat({ max: 1200 }) }));

it('normal ranges ascend, lie apart and hold the same uids', () => {
  fc.assert(
    fc.property(ranges, (given) => {
      const normal = normalRanges(given);
      for (const [index, { first, last }] of normal.entries()) {
        assert.ok(first <= last);
        assert.ok(index === 0 || first > normal[index - 1]!.last + 1);
      }
      for (let uid = 0; uid <= 1200; uid += 7) {
        const holds = (all: typeof given) => all.some((range) => range.first <= uid && uid <= range.last);
        assert.equal(holds([...normal]), holds(given));
      }
    }),
  );
});

it('entries in ranges are found once each, ascending, whatever pages they lie in', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 1200 })), ranges, (uids, given) => {
      const entries = uids
        .sort((a, b) => a - b)
        .map((uid) => ({ uid, flags: 0, modSeq: 1, messageId: 1, sizeBytes: 0, internalDate: 0, saveDate: 0 }));
      const pages = [...Map.groupBy(entries, ({ uid }) => pageOf(uid))].map(([page, all]) =>
        pageFromEntries(page, all),
      );
      const expected = uids.filter((uid) => given.some(({ first, last }) => first <= uid && uid <= last));
      assert.deepEqual(
        Array.from(entriesIn(pages, given), ({ uid }) => uid),
        expected,
      );
    }),
  );
});
