import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parse } from './argument-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { testGrammar } from './grammar.oracle.ts';
import { rangesOf, resolveRanges, type SequenceSet } from './sequence-set.ts';
import { readSequenceSet } from './sequence-set-argument.ts';
import { readerOf } from './testing.ts';
import { writeNumbers } from './text-writer.ts';

const set = (...ranges: [number | '*', number | '*'][]): SequenceSet => ({
  kind: 'ranges',
  ranges: ranges.map(([first, last]) => ({ first, last })),
});

testGrammar('sequence set', readSequenceSet, {
  good: [
    ['1', set([1, 1])],
    ['*', set(['*', '*'])],
    ['$', { kind: 'saved' }],
    ['2,4:7,9,12:*', set([2, 2], [4, 7], [9, 9], [12, '*'])],
    ['*:4,5:7', set(['*', 4], [5, 7])],
    ['4294967295:1', set([4294967295, 1])],
  ],
  more: ['', '1:', '1,', '1:*,'],
  bad: [
    ['0', 'nonZeroNumber', 0],
    ['1:0', 'nonZeroNumber', 2],
    ['01', 'nonZeroNumber', 0],
    ['4294967296', 'nonZeroNumber', 0],
    ['1;2', 'end', 1],
    ['1,,2', 'sequenceSet', 2],
    ['a', 'sequenceSet', 0],
    ['1:$', 'sequenceSet', 2],
    ['$,1', 'end', 1],
    ['1,2,3,4,5', 'tooMany', 8],
  ],
  limits: { sequenceSetItemsMax: 4 },
});

test('resolved: in order, merged, * replaced', () => {
  const cases: [string, number, string][] = [
    ['2,4:7,9,12:*', 15, '2 4:7 9 12:15'],
    ['*:4,5:7', 10, '4:10'],
    ['559:*', 500, '500:559'],
    ['*', 7, '7'],
    ['3:1,2,4', 9, '1:4'],
    ['5,1', 9, '1 5'],
  ];
  for (const [text, largest, expected] of cases) {
    const parsed = parse(readerOf(text), readSequenceSet);
    assert.ok(parsed.state === 'done' && parsed.value.kind === 'ranges');
    const ranges = resolveRanges(parsed.value.ranges, largest);
    assert.equal(ranges.map(({ first, last }) => (first === last ? first : `${first}:${last}`)).join(' '), expected);
  }
});

test('resolved: as a set, the same numbers', () => {
  const bound = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constant('*' as const));
  fc.assert(
    fc.property(
      fc.array(fc.record({ first: bound, last: bound })),
      fc.integer({ min: 1, max: 40 }),
      (ranges, largest) => {
        const naive = new Set<number>();
        for (const range of ranges) {
          const [a, b] = [range.first, range.last].map((end) => (end === '*' ? largest : end)) as [number, number];
          for (let n = Math.min(a, b); n <= Math.max(a, b); n++) naive.add(n);
        }
        const resolved = resolveRanges(ranges, largest).flatMap(({ first, last }) =>
          Array.from({ length: last - first + 1 }, (_, i) => first + i),
        );
        assert.deepEqual(
          resolved,
          [...naive].sort((a, b) => a - b),
        );
      },
    ),
  );
});

test('parse(encode(x)) = x, in order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 0xffffffff }), { minLength: 1 }), (numbers) => {
      const writer = new ByteWriter();
      writeNumbers(writer, Uint32Array.from(numbers));
      const parsed = parse(readerOf(writer.take()), readSequenceSet);
      assert.deepEqual(parsed.state === 'done' && parsed.value, { kind: 'ranges', ranges: rangesOf(numbers) });
      assert.deepEqual(
        rangesOf(numbers).flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, i) => first + i)),
        numbers,
      );
    }),
  );
});
