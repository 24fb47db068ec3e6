import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { concatBytes } from '../../base/index.ts';
import { ByteWriter } from './byte-writer.ts';
import { anyText } from './grammar.oracle.ts';
import { octets } from './testing.ts';

test('what is written is what is taken', () => {
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 100 }).map((bytes) => ({ write: (w: ByteWriter) => w.bytes(bytes), bytes })),
    fc
      .integer({ min: 0, max: 255 })
      .map((byte) => ({ write: (w: ByteWriter) => w.byte(byte), bytes: Uint8Array.of(byte) })),
    fc.maxSafeNat().map((n) => ({ write: (w: ByteWriter) => w.number(n), bytes: octets(String(n)) })),
    fc.nat(100_000).map((n) => ({ write: (w: ByteWriter) => w.number(n), bytes: octets(String(n)) })),
    anyText.map((text) => ({ write: (w: ByteWriter) => w.utf8(text), bytes: octets(text) })),
    fc.string().map((text) => ({ write: (w: ByteWriter) => w.ascii(text), bytes: octets(text) })),
  );
  fc.assert(
    fc.property(fc.array(fc.array(piece)), fc.integer({ min: 0, max: 70 }), (rounds, startBytes) => {
      const writer = new ByteWriter(startBytes);
      for (const round of rounds) {
        for (const { write } of round) write(writer);
        const expected = concatBytes(round.map(({ bytes }) => bytes));
        assert.equal(writer.length, expected.length);
        assert.deepEqual(writer.view(), expected);
        assert.deepEqual(writer.take(), expected);
      }
    }),
  );
});

test('numbers at the edges', () => {
  const numbers = [
    0,
    9,
    10,
    99,
    100,
    999_999_999,
    1_000_000_000,
    2_147_483_647,
    2_147_483_648,
    4_294_967_295,
    2 ** 53 - 1,
  ];
  for (const number of numbers) {
    const writer = new ByteWriter(0);
    writer.number(number);
    assert.deepEqual(writer.take(), octets(String(number)));
  }
});

test('taken bytes are not written over', () => {
  const writer = new ByteWriter();
  writer.ascii('one');
  const taken = writer.take();
  writer.ascii('two');
  assert.deepEqual(taken, octets('one'));
  writer.clear();
  assert.equal(writer.length, 0);
  writer.release();
  assert.equal(writer.capacity, 0);
  writer.ascii('three');
  assert.deepEqual(writer.take(), octets('three'));
});
