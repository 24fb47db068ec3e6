import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeLatin1, encodeLatin1, ok } from '../../base/index.ts';
import { ScriptedConnection } from '../../connection/index.ts';
import { type Body, INBOX, type Store } from '../../store/index.ts';
import { ANNA, ANNAS_MAIL, BEN, makeWorld, type World } from '../testing.ts';
import { DotUnstuffer } from '../wire/index.ts';

const LOGIN = 'USER anna@example.org\r\nPASS se cret\r\n';
const LOGGED_IN = /^\+OK send the password\r\n\+OK maildrop (?:locked and )?ready\r\n$/;

async function enter(world: World, login = LOGIN): Promise<ScriptedConnection> {
  const connection = new ScriptedConnection();
  void world.server.serve(connection);
  await connection.settled();
  connection.take();
  assert.match((await connection.exchange(login)).replace(/^\+OK UTF-8.*\r\n/, ''), LOGGED_IN);
  return connection;
}

async function quit(connection: ScriptedConnection): Promise<string> {
  const answer = await connection.exchange('QUIT\r\n');
  await connection.closed;
  return answer;
}

/** A message out of the answer to RETR or TOP. */
function messageOf(answer: string): string {
  const start = answer.indexOf('\n') + 1;
  const { bytes, rest } = new DotUnstuffer().push(encodeLatin1(answer.slice(start)));
  assert.equal(rest?.length, 0);
  return decodeLatin1(bytes);
}

test('one session for each maildrop; it is free again however the session ends', async () => {
  const world = await makeWorld({ manner: { exclusiveMaildrop: true } });
  const first = await enter(world);
  const second = new ScriptedConnection();
  void world.server.serve(second);
  await second.settled();
  second.take();
  const inUse = '+OK send the password\r\n-ERR [IN-USE] another session has locked the maildrop\r\n';
  assert.equal(await second.exchange(LOGIN), inUse);
  await quit(await enter(world, LOGIN.replace('anna', 'ben')));
  first.hangUp();
  await first.closed;
  assert.match(await second.exchange(LOGIN), LOGGED_IN);
  second.destroy();
  await second.closed;
  await quit(await enter(world));
});

test('the snapshot stands still: new mail waits for the next login, mail that others delete is missed alone', async () => {
  const world = await makeWorld();
  await world.put(ANNA, ANNAS_MAIL);
  const connection = await enter(world);
  await world.put(ANNA, ['Subject: new\r\n\r\n']);
  const mailboxes = await world.store.mailboxes(ANNA, ANNA);
  const inbox = mailboxes.ok ? mailboxes.value.find(({ name }) => name === INBOX)! : assert.fail();
  await world.store.commit(ANNA, ANNA, [
    { kind: 'expunge', mailbox: inbox.id, uids: [{ first: 2, last: 2 }], onlyDeleted: false },
  ]);
  assert.match(await connection.exchange('LIST\r\n'), /^\+OK 3 messages\r\n1 24\r\n2 \d+\r\n3 47\r\n\.\r\n$/);
  assert.match(await connection.exchange('RETR 2\r\n'), /^-ERR /);
  assert.equal(messageOf(await connection.exchange('RETR 3\r\n')), ANNAS_MAIL[2]);
  await connection.exchange('DELE 2\r\nDELE 3\r\n');
  assert.match(await quit(connection), /^\+OK /);
  assert.deepEqual(await world.inboxUids(ANNA), [1, 4]);
});

test('unique ids are for life and not given twice', async () => {
  const world = await makeWorld();
  await world.put(ANNA, ['a: 1\r\n\r\n', 'a: 2\r\n\r\n']);
  const ids = async (connection: ScriptedConnection) =>
    (await connection.exchange('UIDL\r\n'))
      .split('\r\n')
      .slice(1, -2)
      .map((line) => line.split(' ')[1]!);
  const first = await enter(world);
  const [one, two] = await ids(first);
  await first.exchange('DELE 2\r\n');
  await quit(first);
  await world.put(ANNA, ['a: 2\r\n\r\n']);
  const again = await ids(await enter(world));
  assert.equal(again[0], one);
  assert.notEqual(again[1], two);
  for (const id of [one, two, ...again]) assert.match(id!, /^[!-~]{1,70}$/);
});

test('a unique id stays what it is: over a restart, a change of flags, and what others delete', async () => {
  const world = await makeWorld();
  await world.put(ANNA, ANNAS_MAIL);
  await world.takeOver(ANNA, 2, 'from-elsewhere');
  await world.takeOver(ANNA, 3, 'from-elsewhere');
  const listed = async (server: World) => {
    const connection = await enter(server);
    const answer = await connection.exchange('UIDL\r\n');
    await quit(connection);
    return new Set(
      answer
        .split('\r\n')
        .slice(1, -2)
        .map((line) => line.split(' ')[1]!),
    );
  };
  const before = await listed(world);
  assert.deepEqual([...before], ['1767268800.1', 'from-elsewhere', '1767268800.3']);
  const mailboxes = await world.store.mailboxes(ANNA, ANNA);
  const inbox = mailboxes.ok ? mailboxes.value.find(({ name }) => name === INBOX)! : assert.fail();
  const all = [{ first: 1, last: 3 }];
  await world.store.commit(ANNA, ANNA, [
    { kind: 'storeFlags', mailbox: inbox.id, uids: all, mode: 'add', flags: { system: 1, keywords: ['$Label'] } },
  ]);
  assert.deepEqual(await listed(world), before);
  const restarted = await makeWorldOn(world, world.store);
  assert.deepEqual(await listed(restarted), before);
  for (const uid of [2, 1]) {
    await world.store.commit(ANNA, ANNA, [
      { kind: 'expunge', mailbox: inbox.id, uids: [{ first: uid, last: uid }], onlyDeleted: false },
    ]);
    for (const id of await listed(uid === 1 ? restarted : world)) assert.ok(before.has(id), id);
  }
  assert.deepEqual([...(await listed(restarted))], ['1767268800.3']);
});

test('an account that took nothing over is asked once for its unique ids, and for no message', async () => {
  const world = await makeWorld();
  await world.put(ANNA, ANNAS_MAIL);
  const asked: string[] = [];
  const watched = new Proxy(world.store, {
    get(target, key) {
      asked.push(String(key));
      const value = Reflect.get(target, key) as unknown;
      return typeof value === 'function' ? value.bind(target) : value;
    },
  }) as Store;
  const connection = await enter(await makeWorldOn(world, watched));
  asked.length = 0;
  await connection.exchange('UIDL\r\nUIDL 1\r\nUIDL\r\n');
  assert.deepEqual(asked, ['messageProperties']);
});

test('a header beyond ASCII that is too long to be put into ASCII is had in UTF-8 mode alone', async () => {
  const world = await makeWorld({ limits: { readChunkBytes: 100, surrogateHeaderMaxBytes: 1000 } });
  const fields = (n: number) => 'Subject: \xc3\xbc\r\n'.repeat(n);
  await world.put(ANNA, [`${fields(50)}\r\nbody`, `${fields(100)}\r\nbody`, `${'A: b\r\n'.repeat(300)}\r\nbody`]);
  const connection = await enter(world);
  const message = messageOf(await connection.exchange('RETR 1\r\n'));
  assert.equal(message, `${'Subject: =?utf-8?B?w7w=?=\r\n'.repeat(50)}\r\nbody\r\n`);
  assert.equal(await connection.exchange('LIST 1\r\n'), `+OK 1 ${message.length}\r\n`);
  const refusal = '-ERR [UTF8] the message can be had in UTF-8 mode alone\r\n';
  assert.equal(await connection.exchange('RETR 2\r\nTOP 2 0\r\n'), refusal + refusal);
  assert.equal(messageOf(await connection.exchange('RETR 3\r\n')).length, 6 * 300 + 2 + 6);
  const open = await enter(world, `UTF8\r\n${LOGIN}`);
  assert.equal(messageOf(await open.exchange('RETR 2\r\n')), `${fields(100)}\r\nbody\r\n`);
});

test('any mail: LIST tells what RETR sends, STAT the sum, and nothing else is lost', async () => {
  const mail = fc
    .array(fc.oneof(fc.constantFrom('\r\n', '\n', '\r', '.', '\n.\n', 'A: b\r\n'), fc.string({ maxLength: 5 })))
    .map((parts) => parts.join(''));
  await fc.assert(
    fc.asyncProperty(fc.array(mail, { maxLength: 5 }), async (mails) => {
      const world = await makeWorld({ limits: { readChunkBytes: 3 } });
      await world.put(ANNA, mails);
      const connection = await enter(world);
      let sum = 0;
      for (const [i, text] of mails.entries()) {
        const message = messageOf(await connection.exchange(`RETR ${i + 1}\r\n`));
        const stored = decodeLatin1(encodeLatin1(text)).replace(/\r?\n/g, '\r\n');
        assert.equal(message, stored === '' || stored.endsWith('\n') ? stored : `${stored}\r\n`);
        assert.equal(await connection.exchange(`LIST ${i + 1}\r\n`), `+OK ${i + 1} ${message.length}\r\n`);
        assert.equal(messageOf(await connection.exchange(`TOP ${i + 1} 9999\r\n`)), message);
        sum += message.length;
      }
      assert.equal(await connection.exchange('STAT\r\n'), `+OK ${mails.length} ${sum}\r\n`);
      await quit(connection);
      assert.equal((await world.inboxUids(ANNA)).length, mails.length);
    }),
    { numRuns: 60 },
  );
});

test('what was measured is kept: each message is read for its size once, a restart included', async () => {
  const world = await makeWorld();
  let reads = 0;
  const counting = new Proxy(world.store, {
    get(target, key) {
      if (key === 'body') reads++;
      const value = Reflect.get(target, key) as unknown;
      return typeof value === 'function' ? value.bind(target) : value;
    },
  }) as Store;
  const restart = () => makeWorldOn(world, counting);
  await world.put(ANNA, ANNAS_MAIL);
  const stat = async (server: World) => {
    const connection = await enter(server);
    const answer = await connection.exchange('STAT\r\nSTAT\r\n');
    await quit(connection);
    const kept = reads;
    reads = 0;
    return [answer, kept];
  };
  let server = await restart();
  const answer = '+OK 3 115\r\n+OK 3 115\r\n';
  assert.deepEqual(await stat(server), [answer, 3]);
  assert.deepEqual(await stat(server), [answer, 0]);
  server = await restart();
  assert.deepEqual(await stat(server), [answer, 0]);
  await world.put(ANNA, ['x\n']);
  assert.deepEqual(await stat(server), ['+OK 4 118\r\n+OK 4 118\r\n', 1]);
});

async function makeWorldOn(world: World, store: Store): Promise<World> {
  const fresh = await makeWorld({ store, limits: { measuredToKeep: 1, readChunkBytes: 1000 } });
  return { ...world, server: fresh.server };
}

test('a peer that does not read stops RETR, and one that leaves ends it', async () => {
  const world = await makeWorld({ limits: { readChunkBytes: 1000 } });
  await world.put(ANNA, [`A: b\r\n\r\n${'x'.repeat(98)}\r\n`.repeat(1000)]);
  const connection = await enter(world);
  connection.stall();
  const some = await connection.exchange('RETR 1\r\n');
  assert.ok(some.length < 3000, `${some.length} octets for a peer that does not read`);
  connection.resume();
  await connection.settled();
  assert.ok(connection.take().endsWith('\r\n.\r\n'));
  connection.stall();
  await connection.exchange('RETR 1\r\n');
  connection.destroy();
  await world.server.drain();
  await quit(await enter(world));
});

test('a disk that fails in the midst of a message does not look like its end', async () => {
  const world = await makeWorld({ limits: { readChunkBytes: 1000 } });
  await world.put(ANNA, ['x'.repeat(5000)]);
  const broken = new Proxy(world.store, {
    get(target, key) {
      if (key === 'body') {
        const read = async (start: number) => {
          if (start >= 3000) throw new Error('disk');
          return new Uint8Array(1000).fill(0x78);
        };
        return async () => ok<Body>({ sizeBytes: 5000, read });
      }
      const value = Reflect.get(target, key) as unknown;
      return typeof value === 'function' ? value.bind(target) : value;
    },
  }) as Store;
  const connection = await enter(await makeWorldOn(world, broken));
  const answer = await connection.exchange('RETR 1\r\n');
  assert.equal(answer.length, '+OK message follows\r\n'.length + 3000);
  assert.equal(connection.isClosed, true);
});

test('the time to log in is bounded, and so is silence', async () => {
  const world = await makeWorld();
  const slow = new ScriptedConnection();
  const served = world.server.serve(slow);
  await slow.settled();
  assert.equal(slow.readTimeoutMs, 600_000);
  world.time.now += 400_000;
  await slow.exchange('CAPA\r\n');
  assert.equal(slow.readTimeoutMs, 200_000);
  world.time.now += 100_000;
  await slow.exchange('US');
  assert.equal(slow.readTimeoutMs, 100_000);
  world.time.now += 100_000;
  await slow.exchange('E');
  await served;
  assert.equal(slow.isClosed, true);
  const inside = await enter(world);
  assert.equal(inside.readTimeoutMs, 600_000);
  world.time.now += 300_000;
  await inside.exchange('NOOP\r\n');
  assert.equal(inside.readTimeoutMs, 600_000);
});

test('drain: who waits goes at once, who is served is served', async () => {
  const world = await makeWorld();
  await world.put(BEN, ['x'.repeat(5000)]);
  const waiting = await enter(world);
  const busy = await enter(world, LOGIN.replace('anna', 'ben'));
  busy.stall();
  await busy.exchange('RETR 1\r\nNOOP\r\n');
  const drained = world.server.drain();
  await waiting.closed;
  assert.equal(busy.isClosed, false);
  busy.resume();
  await drained;
  assert.equal(busy.take(), '\r\n.\r\n');
  assert.equal(busy.isClosed, true);
});

test('no bytes from a stranger break a session', async () => {
  const lines = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc
      .constantFrom('CAPA', 'AUTH PLAIN', '*', 'STLS', 'USER a', 'PASS b', 'RETR 1', 'TOP 1 1', 'LIST', 'UIDL 1', '\0')
      .map((line) => encodeLatin1(`${line}\r\n`)),
  );
  const world = await makeWorld();
  await fc.assert(
    fc.asyncProperty(fc.array(lines), fc.boolean(), async (chunks, loggedIn) => {
      const connection = loggedIn ? await enter(world) : new ScriptedConnection();
      const served = loggedIn ? undefined : world.server.serve(connection);
      for (const chunk of chunks) connection.send(chunk);
      await connection.settled();
      connection.hangUp();
      await connection.closed;
      await served;
      for (const line of connection.take().split('\r\n')) assert.match(line, /^(\+OK|-ERR|\+ $|\.|[A-Z]|\d|$)/);
    }),
    { numRuns: 100 },
  );
});
