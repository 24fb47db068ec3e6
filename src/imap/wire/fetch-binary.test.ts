import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeLatin1 } from '../../base/index.ts';
import { ByteWriter } from './byte-writer.ts';
import { fetchArguments } from './fetch.ts';
import type { FetchItem } from './fetch-item.ts';
import { encodeSectionLabel, FetchWriter } from './fetch-writer.ts';
import { testGrammar } from './grammar.oracle.ts';
import { octets } from './testing.ts';

const set = { kind: 'ranges', ranges: [{ first: 1, last: 1 }] } as const;
const one = (item: FetchItem) => ({ set, items: [item], changedSince: undefined, vanished: false });

testGrammar('FETCH BINARY', fetchArguments, {
  good: [
    [' 1 BINARY[1.2]', one({ kind: 'binary', part: [1, 2], partial: undefined, peek: false })],
    [' 1 binary.peek[]', one({ kind: 'binary', part: [], partial: undefined, peek: true })],
    [' 1 BINARY[3]<5.10>', one({ kind: 'binary', part: [3], partial: { offset: 5, length: 10 }, peek: false })],
    [' 1 BINARY.SIZE[1.2.3]', one({ kind: 'binarySize', part: [1, 2, 3] })],
  ],
  more: [],
  bad: [
    [' 1 BINARY', 'fetchItem', 3],
    [' 1 BINARY[1.TEXT]', 'section', 11],
    [' 1 BINARY[1.]', 'section', 11],
    [' 1 BINARY[0]', 'nonZeroNumber', 10],
    [' 1 BINARY.SIZE[1]<0.5>', 'space', 17],
  ],
});

test('labels and values', () => {
  const label = (item: Parameters<typeof encodeSectionLabel>[0]) => encodeSectionLabel(item);
  const fetch = new FetchWriter(new ByteWriter());
  fetch.begin(1);
  fetch.sectionNumber(label({ kind: 'binarySize', part: [1, 2] }), 3);
  fetch.sectionLiteral8(label({ kind: 'binary', part: [1], partial: { offset: 4, length: 9 }, peek: true }), 2);
  fetch.writer.bytes(octets('\0x'));
  fetch.end();
  assert.equal(decodeLatin1(fetch.writer.take()), '* 1 FETCH (BINARY.SIZE[1.2] 3 BINARY[1]<4> ~{2}\r\n\0x)\r\n');
});
