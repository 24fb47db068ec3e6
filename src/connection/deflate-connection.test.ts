import assert from 'node:assert/strict';
import { test } from 'node:test';
import { constants, deflateRawSync, inflateRawSync } from 'node:zlib';
import { concatBytes, decodeLatin1, encodeLatin1 } from '../base/index.ts';
import { DeflateConnection } from './deflate-connection.ts';
import { ScriptedConnection } from './scripted.ts';

const OPTIONS = { windowBits: 10, memoryLevel: 3, level: 5, pieceBytes: 1_024, highWaterBytes: 4_096 };
const NOT_THE_END = { finishFlush: constants.Z_SYNC_FLUSH };

function open(): { below: ScriptedConnection; connection: DeflateConnection } {
  const below = new ScriptedConnection({ secure: true });
  return { below, connection: new DeflateConnection(below, OPTIONS) };
}

async function readAll(connection: DeflateConnection, bytes: number): Promise<Uint8Array[]> {
  const pieces: Uint8Array[] = [];
  for (let left = bytes; left > 0; ) {
    const piece = await connection.read(1_000);
    if (typeof piece === 'string') throw new Error(piece);
    pieces.push(piece);
    left -= piece.length;
  }
  return pieces;
}

test('what the peer packs is read as it was, whole or octet by octet', async () => {
  const { below, connection } = open();
  const text = encodeLatin1('a NOOP\r\n'.repeat(100));
  const packed = deflateRawSync(text, NOT_THE_END);
  below.send(packed);
  for (const byte of packed) below.send(Uint8Array.of(byte));
  assert.equal(decodeLatin1(concatBytes(await readAll(connection, text.length * 2))), decodeLatin1(text).repeat(2));
  connection.destroy();
});

test('what is written in one turn leaves flushed, before the peer is waited for', async () => {
  const { below, connection } = open();
  connection.write('* OK one\r\n');
  connection.write(encodeLatin1('a OK two\r\n'));
  const read = connection.read(1_000);
  await below.settled();
  assert.equal(inflateRawSync(below.takeBytes(), NOT_THE_END).toString('latin1'), '* OK one\r\na OK two\r\n');
  connection.destroy();
  assert.equal(await read, 'closed');
});

test('a bomb comes out in pieces, each when the one before was read', async () => {
  const { below, connection } = open();
  below.send(deflateRawSync(new Uint8Array(4_000_000), NOT_THE_END));
  const pieces = await readAll(connection, 4_000_000);
  assert.ok(
    pieces.every((piece) => piece.length <= 2 * OPTIONS.pieceBytes),
    'no piece is large',
  );
  connection.destroy();
});

test('above the mark a writer waits until its octets are compressed and taken', async () => {
  const { below, connection } = open();
  below.stall();
  connection.write(new Uint8Array(OPTIONS.highWaterBytes + 1));
  assert.equal(connection.writable, false);
  const drained = connection.drained();
  await below.settled();
  below.resume();
  assert.equal(await drained, true);
  assert.equal(connection.writable, true);
  connection.destroy();
  assert.equal(await connection.drained(), false);
});

test('octets that are not DEFLATE close the connection', async () => {
  const { below, connection } = open();
  below.send(new Uint8Array(100).fill(0xff));
  assert.equal(await connection.read(1_000), 'closed');
  assert.equal(below.isClosed, true);
});

test('the end of the peer\u2019s stream is the end; ours is sent before the close', async () => {
  const { below, connection } = open();
  below.send(concatBytes([deflateRawSync(encodeLatin1('last')), encodeLatin1('more')]));
  assert.deepEqual(await readAll(connection, 4), [Buffer.from('last')]);
  assert.equal(await connection.read(1_000), 'closed');
  connection.write('* BYE\r\n');
  connection.end();
  connection.write('never');
  await connection.closed;
  assert.equal(inflateRawSync(below.takeBytes()).toString('latin1'), '* BYE\r\n');
});

test('a silent peer times out, and what was given back comes first', async () => {
  const { below, connection } = open();
  const read = connection.read(77);
  await below.settled();
  assert.equal(below.readTimeoutMs, 77);
  below.expire();
  assert.equal(await read, 'timeout');
  connection.unread(encodeLatin1('back'));
  assert.equal(decodeLatin1((await connection.read(1)) as Uint8Array), 'back');
  assert.equal(await connection.startTls({} as never), false);
  connection.destroy();
});
