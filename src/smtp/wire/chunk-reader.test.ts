import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { concatBytes, decodeLatin1, encodeLatin1 } from '../../base/index.ts';
import { ChunkReader } from './index.ts';

/** Reads a chunk out of pieces: its octets, and what stood behind it; undefined while it is not whole. */
function read(sizeBytes: number, pieces: readonly Uint8Array[]): readonly [string, string | undefined] {
  const reader = new ChunkReader(sizeBytes);
  const chunk: Uint8Array[] = [];
  for (const [index, piece] of pieces.entries()) {
    const part = reader.feed(piece);
    chunk.push(part.piece);
    if (part.rest === undefined) continue;
    return [decodeLatin1(concatBytes(chunk)), decodeLatin1(concatBytes([part.rest, ...pieces.slice(index + 1)]))];
  }
  return [decodeLatin1(concatBytes(chunk)), undefined];
}

test('exactly so many octets, whatever they are', () => {
  const table: readonly (readonly [number, string, string, string | undefined])[] = [
    [0, '', '', ''],
    [0, 'NOOP\r\n', '', 'NOOP\r\n'],
    [3, 'ab', 'ab', undefined],
    [3, 'abc', 'abc', ''],
    [5, '\r\n.\r\nQUIT\r\n', '\r\n.\r\n', 'QUIT\r\n'],
    [1e20, 'abc', 'abc', undefined],
  ];
  for (const [size, input, chunk, rest] of table) {
    const bytes = encodeLatin1(input);
    assert.deepEqual(read(size, [bytes]), [chunk, rest], input);
    if (bytes.length > 0)
      assert.deepEqual(
        read(
          size,
          [...bytes].map((byte) => Uint8Array.of(byte)),
        ),
        [chunk, rest],
      );
    for (let at = 0; at <= bytes.length; at++) {
      assert.deepEqual(read(size, [bytes.subarray(0, at), bytes.subarray(at)]), [chunk, rest], `${input} at ${at}`);
    }
  }
});

test('nothing is lost, doubled or made up between chunks', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.array(fc.nat({ max: 12 }), { maxLength: 6 }), (bytes, sizes) => {
      let left: Uint8Array = bytes;
      const chunks: Uint8Array[] = [];
      for (const size of sizes) {
        const { piece, rest } = new ChunkReader(size).feed(left);
        assert.equal(piece.length, Math.min(size, left.length));
        assert.equal(rest === undefined, left.length < size);
        chunks.push(piece);
        left = rest ?? new Uint8Array(0);
      }
      assert.deepEqual(concatBytes([...chunks, left]), bytes.slice());
    }),
  );
});
