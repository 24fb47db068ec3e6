import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { encodeLatin1, type Log, silentLog } from '../base/index.ts';
import { ScriptedConnection } from '../connection/index.ts';
import { makeWorld } from './testing.ts';
import { SAMPLE_MAIL } from './transcript/sample-mail.ts';

/** Fails the test at the first event that says that something of ours is broken. */
const strictLog: Log = {
  event(level, name, fields) {
    if (level === 'error') throw new Error(`${name} ${JSON.stringify(fields)}`);
  },
  child: () => strictLog,
};

/** Pieces that commands are made of, put together without sense. */
const WORDS = [
  ...[
    'a1 ',
    'FETCH ',
    'UID ',
    'STORE ',
    'SEARCH ',
    'SELECT INBOX',
    'APPEND INBOX ',
    'COPY ',
    'MOVE ',
    'LIST "" ',
    'NOOP',
  ],
  ...['1:* ', '4294967295:* ', '$ ', '2,1:3,* ', 'BODY[]', 'BODY[9.9.9.TEXT]<1.99999999999>', 'BINARY[1]', 'ENVELOPE '],
  ...['(', ')', '"', '\\', '{3}\r\n', '{3+}\r\n', '{99999999999999999999+}\r\n', 'abc', '%', '*', '[', ']', '<', '>'],
  ...[
    '+FLAGS ',
    '(\\Seen)',
    '(UNCHANGEDSINCE 0) ',
    'RETURN (SAVE) ',
    'OR NOT ALL ',
    'SINCE 1-Jan-2026 ',
    'IDLE',
    'DONE',
  ],
  ...[
    'EXPUNGE',
    'ENABLE IMAP4rev2 CONDSTORE',
    'CREATE ',
    'RENAME ',
    'DELETE ',
    '"x/y/z"',
    '&',
    '\0',
    '\xff',
    ' ',
    'CLOSE',
  ],
  ...['\r\n', '\r\n', '\r\n', '\na', '\r'],
];

test('senseless commands never break a session', async () => {
  const noise = fc.array(fc.oneof(fc.constantFrom(...WORDS), fc.string({ maxLength: 5 })), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(noise, fc.boolean(), async (words, loggedIn) => {
      const world = await makeWorld({ log: strictLog, limits: { badCommandsMax: 1000 } });
      await world.put('INBOX', SAMPLE_MAIL.mixed!);
      const connection = new ScriptedConnection();
      const served = world.server.serve(connection);
      if (loggedIn) await connection.exchange('x LOGIN anna@example.org secret\r\ny SELECT INBOX\r\n');
      const text = await connection.exchange(encodeLatin1(words.join('')));
      assert.doesNotMatch(text, /SERVERBUG/);
      await connection.exchange('\r\nz0 NOOP\r\n');
      connection.hangUp();
      await connection.settled();
      connection.destroy();
      await served;
    }),
    { numRuns: 300 },
  );
});

test('a peer that does not read holds back its own session, with little in memory', async () => {
  const world = await makeWorld({ limits: { bodyPieceBytes: 1000, gatherMaxBytes: 1000 } });
  for (let i = 0; i < 20; i++) await world.put('INBOX', `Subject: ${i}\r\n\r\n${'x'.repeat(50_000)}\r\n`);
  const connection = new ScriptedConnection();
  const served = world.server.serve(connection);
  await connection.exchange('x LOGIN anna@example.org secret\r\ny SELECT INBOX\r\n');
  for (const items of ['BODY.PEEK[]', 'ENVELOPE', 'BINARY.PEEK[1]']) {
    connection.stall();
    connection.send(`a FETCH 1:* ${items}\r\nb NOOP\r\n`);
    await connection.settled();
    assert.ok(connection.take().length < 5000, items);
    connection.resume();
    await connection.settled();
    assert.match(connection.take(), /b OK NOOP completed\r\n$/);
  }
  connection.stall();
  connection.send('a FETCH 1:* BODY.PEEK[]\r\n');
  await connection.settled();
  connection.destroy();
  await served;
});

test('a defect in the middle of an answer closes the connection, elsewhere it is told with an incident', async () => {
  const failures: string[] = [];
  const log: Log = {
    ...silentLog,
    event: (_, name, fields) => void (name === 'imap.failed' && failures.push(String(fields?.incident))),
    child: () => log,
  };
  const world = await makeWorld({ log, limits: { bodyPieceBytes: 10 } });
  await world.put('INBOX', SAMPLE_MAIL.plain!);
  const { body } = world.store;
  world.store.body = async (account, message) => {
    const found = await body.call(world.store, account, message);
    if (!found.ok) return found;
    const read = async (start: number, end: number) => {
      if (start > 0) throw new Error('the disk is broken');
      return found.value.read(start, end);
    };
    return { ok: true, value: { sizeBytes: found.value.sizeBytes, read } };
  };
  world.store.search = () => Promise.reject(new Error('the index is broken'));
  const connection = new ScriptedConnection();
  const served = world.server.serve(connection);
  await connection.exchange('x LOGIN anna@example.org secret\r\ny SELECT INBOX\r\n');
  assert.match(await connection.exchange('a SEARCH ALL\r\n'), /^a NO \[SERVERBUG\] Internal error, incident 1-3\r\n$/);
  assert.match(await connection.exchange('b FETCH 1 BODY.PEEK[]\r\n'), /^\* 1 FETCH \(BODY\[\] \{155\}\r\nFrom: Ben $/);
  assert.equal(connection.isClosed, true);
  await served;
  assert.deepEqual(failures, ['1-3', '1-4']);
});

test('a disk that fails under an APPEND is told as such, and the session goes on behind the message', async () => {
  const world = await makeWorld();
  const { stageBody } = world.store;
  for (const broken of ['write', 'finish'] as const) {
    world.store.stageBody = (sizeBytes) => {
      const writer = stageBody.call(world.store, sizeBytes);
      const fail = () => Promise.reject(new Error('no space left'));
      return {
        write: (chunk) => (broken === 'write' ? fail() : writer.write(chunk)),
        finish: () => (broken === 'finish' ? fail() : writer.finish()),
        discard: () => writer.discard(),
      };
    };
    const connection = new ScriptedConnection();
    const served = world.server.serve(connection);
    await connection.exchange('x LOGIN anna@example.org secret\r\n');
    await connection.exchange('a APPEND INBOX {10}\r\n');
    await connection.exchange('01234');
    const answer = await connection.exchange('56789\r\nb NOOP\r\n');
    assert.match(answer, /^a NO \[UNAVAILABLE\] [^\r]*\r\nb OK NOOP completed\r\n$/, broken);
    connection.destroy();
    await served;
  }
});
