import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSecureContext } from 'node:tls';
import { decodeUtf8 } from '../base/index.ts';
import { ScriptedConnection } from './scripted.ts';

test('exchange: the session works until it waits again', async () => {
  const connection = new ScriptedConnection({ secure: true });
  const session = (async () => {
    for (;;) {
      const bytes = await connection.read(5);
      if (typeof bytes === 'string') {
        connection.write(bytes);
        connection.end();
        return;
      }
      await Promise.resolve();
      connection.write(`<${decodeUtf8(bytes)}>`);
    }
  })();
  assert.equal(await connection.exchange('a'), '<a>');
  connection.send('b');
  connection.send('c');
  assert.equal(await connection.exchange(''), '<b><c>');
  assert.equal(connection.readTimeoutMs, 5);
  connection.expire();
  await session;
  assert.equal(connection.take(), 'timeout');
  assert.equal(connection.isClosed, true);
  await connection.closed;
});

test('a stalled peer, and one that hangs up', async () => {
  const connection = new ScriptedConnection();
  connection.stall();
  assert.equal(connection.writable, false);
  const drained = connection.drained();
  await connection.settled();
  connection.resume();
  assert.equal(await drained, true);
  connection.send('last words');
  connection.hangUp();
  assert.notEqual(await connection.read(1), 'closed');
  assert.equal(await connection.read(1), 'closed');
});

test('startTls drops what was pipelined', async () => {
  const connection = new ScriptedConnection({ startTls: () => true });
  connection.send('injected');
  assert.equal(await connection.startTls(createSecureContext()), true);
  assert.equal(connection.secure, true);
  connection.expire();
  const read = connection.read(1);
  connection.send('fresh');
  assert.equal(decodeUtf8((await read) as Uint8Array), 'fresh');
});
