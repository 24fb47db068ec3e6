import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ScriptedConnection } from '../../connection/index.ts';
import { makeWorld } from '../testing.ts';

test('silence is allowed for less and less before login, and for half an hour at least after it', async () => {
  const world = await makeWorld();
  const connection = new ScriptedConnection();
  const served = world.server.serve(connection);
  await connection.settled();
  assert.equal(connection.readTimeoutMs, 60_000);
  world.time.now += 150_000;
  await connection.exchange('a NOOP\r\n');
  assert.equal(connection.readTimeoutMs, 30_000);
  world.time.now += 100_000;
  await connection.exchange('b NOOP\r\n');
  assert.equal(connection.readTimeoutMs, 1);
  await connection.exchange('c LOGIN anna@example.org secret\r\n');
  assert.ok(connection.readTimeoutMs! >= 30 * 60_000);
  connection.destroy();
  await served;
});
