import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeChunk, encodeChunk } from './chunk-codec.ts';
import { ColumnReader, encodeColumns } from './column-codec.ts';
import { decodeTailEntry, encodeTailEntry } from './entry-tail.ts';
import { chunkRow, lastChunkRow, lastPageRow, mailboxOfRow, pageOfRow, pageRow } from './keys.ts';
import { encodeEntries, encodeFlags, LazyEntries, LazyFlags } from './page-codec.ts';
import { decodePlaces, encodePlaces } from './writer/message-row.ts';

const word = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 0xffffffff }));
const safe = fc.oneof(
  fc.integer({ min: 0, max: 300 }),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);

test('columns come back as they were, whatever their values', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(word, safe), { maxLength: 512 }), (rows) => {
      const words = Uint32Array.from(rows, ([a]) => a);
      const numbers = Float64Array.from(rows, ([, b]) => b);
      const reader = new ColumnReader(encodeColumns([words, numbers], rows.length));
      assert.equal(reader.count, rows.length);
      assert.deepEqual(reader.words(0), words);
      assert.ok(reader.doubles(1).every((n, i) => n === numbers[i]));
      assert.deepEqual(reader.words(0, 600).slice(0, rows.length), words);
      const shifted = new Uint8Array([0, ...encodeColumns([words, numbers], rows.length)]).subarray(1);
      assert.deepEqual(new ColumnReader(shifted).words(0), words);
    }),
    { numRuns: 60 },
  );
});

test('pages come back as they were, in daily life and out of it', () => {
  const entry = fc.tuple(word, word, word, safe, safe, word, fc.maxSafeInteger().map(Math.abs));
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 512 }), (rows) => {
      const sorted = [...new Map(rows.map((row) => [row[0], row])).values()].sort((a, b) => a[0] - b[0]);
      const page = {
        uids: Uint32Array.from(sorted, (row) => row[0]),
        messageIds: Uint32Array.from(sorted, (row) => row[1]),
        sizes: Uint32Array.from(sorted, (row) => row[2]),
        internalDates: Float64Array.from(sorted, (row) => row[3]),
        saveDates: Float64Array.from(sorted, (row) => row[4]),
      };
      const count = sorted.length;
      const entries = new LazyEntries(encodeEntries(page, count));
      assert.equal(entries.count, count);
      const { saveDates, messageIds, uids, sizes, internalDates } = entries;
      assert.deepEqual(
        { uids, messageIds, sizes },
        { uids: page.uids, messageIds: page.messageIds, sizes: page.sizes },
      );
      assert.ok(internalDates.every((date, i) => date === page.internalDates[i]));
      assert.ok(saveDates.every((date, i) => date === page.saveDates[i]));
      const flagColumns = {
        flags: Uint32Array.from(sorted, (row) => row[5]),
        modSeqs: Float64Array.from(sorted, (row) => row[6]),
      };
      const flags = new LazyFlags(encodeFlags(flagColumns, count), 512);
      assert.deepEqual(flags.flags.slice(0, count), flagColumns.flags);
      assert.deepEqual(flags.modSeqs.slice(0, count), flagColumns.modSeqs);
    }),
    { numRuns: 60 },
  );
});

test('a page of mail that arrived in order takes little', () => {
  const of = (value: (i: number) => number): number[] => Array.from({ length: 512 }, (_, i) => value(i));
  const page = {
    uids: Uint32Array.from(of((i) => 1024 + i)),
    messageIds: Uint32Array.from(of((i) => 5000 + i)),
    sizes: Uint32Array.from(of(() => 25_000)),
    internalDates: Float64Array.from(of((i) => 1.8e12 + i * 1000)),
    saveDates: Float64Array.from(of((i) => 1.8e12 + i * 1000 + 3)),
  };
  assert.ok(encodeEntries(page, 512).length < 512 * 4 + 150);
  const flags = { flags: new Uint32Array(512), modSeqs: Float64Array.from(of((i) => 9000 + i)) };
  assert.ok(encodeFlags(flags, 512).length < 100);
});

test('columns that agree take next to nothing', () => {
  assert.equal(encodeColumns([new Uint32Array(512).fill(7)], 512).length, 24);
  const numbered = Uint32Array.from({ length: 256 }, (_, i) => 1_000_000 + i);
  assert.equal(encodeColumns([numbered], 256).length, 24 + 256);
});

test('chunks and places come back as they were', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ uid: word, data: fc.uint8Array() }), { maxLength: 64 }), (rows) => {
      const back = decodeChunk(encodeChunk(rows));
      assert.deepEqual(
        back.map(({ uid, data }) => ({ uid, data: new Uint8Array(data) })),
        rows.map(({ uid, data }) => ({ uid, data: new Uint8Array(data) })),
      );
    }),
    { numRuns: 60 },
  );
  fc.assert(
    fc.property(fc.array(fc.record({ mailbox: word, uid: word })), (places) => {
      assert.deepEqual(
        decodePlaces(encodePlaces(places)),
        places.map(({ mailbox, uid }) => ({ mailbox, uid })),
      );
    }),
    { numRuns: 60 },
  );
});

test('an entry of the tail comes back as it was', () => {
  fc.assert(
    fc.property(word, word, fc.double({ noNaN: true }), fc.double({ noNaN: true }), (messageId, sizeBytes, a, b) => {
      const entry = { messageId, sizeBytes, internalDate: a, saveDate: b };
      assert.deepEqual(decodeTailEntry(encodeTailEntry(entry)), entry);
    }),
  );
});

test('the rows of one mailbox never reach into those of another', () => {
  for (const key of [1, 2, 1_000_000, 2 ** 27 - 1]) {
    assert.ok(Number.isSafeInteger(lastChunkRow(key)) && Number.isSafeInteger(lastPageRow(key)));
    assert.equal(lastPageRow(key) + 1, pageRow(key + 1, 0));
    assert.equal(lastChunkRow(key) + 1, chunkRow(key + 1, 0));
    assert.equal(pageOfRow(pageRow(key, 8_388_607)), 8_388_607);
    assert.equal(mailboxOfRow(pageRow(key, 8_388_607)), key);
  }
});
