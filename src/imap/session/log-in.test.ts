import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeUtf8, type Log, type LogField } from '../../base/index.ts';
import { ScriptedConnection } from '../../connection/index.ts';
import { ANNA, makeWorld } from '../testing.ts';

type Fields = Readonly<Record<string, LogField>>;

/** Keeps each event's own fields apart from those that come with the log. */
function recordingLog(events: { name: string; own: Fields; bound: Fields }[], bound: Fields = {}): Log {
  return {
    event: (_, name, own = {}) => void events.push({ name, own, bound }),
    child: (more) => recordingLog(events, { ...bound, ...more }),
  };
}

test('a login is logged with its account, and no event says anything twice', async () => {
  const events: Parameters<typeof recordingLog>[0] = [];
  const { server } = await makeWorld({ log: recordingLog(events) });
  const connection = new ScriptedConnection({ secure: true });
  const served = server.serve(connection);
  connection.send(
    encodeUtf8('a LOGIN anna@example.org wrong\r\nb LOGIN anna@example.org secret\r\nc SELECT INBOX\r\n'),
  );
  connection.send(encodeUtf8('d LOGOUT\r\n'));
  await served;
  const login = events.find(({ name }) => name === 'imap.login');
  assert.equal(login?.bound.account, ANNA);
  assert.ok(events.some(({ name }) => name === 'imap.loginFailed'));
  for (const { name, own, bound } of events) {
    for (const field of Object.keys(own)) assert.ok(!(field in bound), `${name}: ${field}`);
  }
});
