import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeLatin1, encodeLatin1, modSeq, silentLog } from '../base/index.ts';
import { openListener, ScriptedConnection } from '../connection/index.ts';
import { createDelivery } from '../delivery/index.ts';
import { openDirectory, QUICK_PASSWORD_LIMITS } from '../directory/index.ts';
import { MemoryStore, SYSTEM } from '../store/index.ts';
import { createLmtpServer } from './index.ts';
import { makeWorld } from './testing.ts';
import { encodeData } from './wire/index.ts';

const clock = { now: () => 1_700_000_000_000 };

/** LMTP, delivery, directory and the reference store, as main.ts puts them together. */
async function house() {
  const store = new MemoryStore({ clock });
  const directory = openDirectory({ file: ':memory:', clock, limits: QUICK_PASSWORD_LIMITS });
  await directory.addDomain('example.org');
  for (const name of ['anna', 'ben'])
    await directory.addAccount({ address: `${name}@example.org`, password: 'secret' });
  const delivery = createDelivery({ store });
  const server = createLmtpServer({ delivery, directory, clock, log: silentLog, hostname: 'mx.example.org' });
  return { store, directory, server };
}
type House = Awaited<ReturnType<typeof house>>;

async function inboxOf({ store, directory }: House, name: string): Promise<readonly string[]> {
  const account = await directory.findAccount(`${name}@example.org`);
  assert.ok(account);
  const mailboxes = await store.mailboxes(account.id, SYSTEM);
  if (!mailboxes.ok) return [];
  const changes = await store.changes(account.id, modSeq(0), 1_000);
  const created = changes.ok ? changes.value.messages.created : [];
  return Promise.all(
    created.map(async (message) => {
      const body = await store.body(account.id, message);
      assert.ok(body.ok);
      return decodeLatin1(await body.value.read(0, body.value.sizeBytes));
    }),
  );
}

function envelopeFor(...names: readonly string[]): string {
  const recipients = names.map((name) => `RCPT TO:<${name}@example.org>\r\n`).join('');
  return `MAIL FROM:<a@example.net>\r\n${recipients}DATA\r\n`;
}

test('over a real socket: two mails in one breath, kept byte for byte, told once they are stored', async () => {
  const rooms = await house();
  const listener = await openListener({
    host: '127.0.0.1',
    port: 0,
    serve: (c) => rooms.server.serve(c),
    log: silentLog,
  });
  const first = 'Subject: one\r\n\r\n.\r\n..\r\nbare \r and \n here\r\n';
  const second = `Subject: two\r\n\r\n${'x'.repeat(70)}\r\n`.repeat(20_000);
  const socket = connect(listener.port, '127.0.0.1').setEncoding('latin1');
  socket.write(`LHLO client\r\n${envelopeFor('anna', 'ben+x', 'nobody')}`);
  socket.write(encodeData(encodeLatin1(first)));
  socket.write(envelopeFor('ben'));
  socket.write(encodeData(encodeLatin1(second)));
  socket.write('QUIT\r\n');
  let heard = '';
  for await (const text of socket) heard += text;
  const codes = heard
    .trim()
    .split('\r\n')
    .map((line) => line.slice(0, 4))
    .filter((code) => code[3] === ' ');
  assert.deepEqual(codes.map(Number), [220, 250, 250, 250, 250, 550, 354, 250, 250, 250, 250, 354, 250, 221]);
  assert.deepEqual(await inboxOf(rooms, 'anna'), [first]);
  assert.deepEqual(await inboxOf(rooms, 'ben'), [first, second]);
  await listener.close();
  await rooms.server.drain();
  rooms.directory.close();
});

test('whatever octets a mail has, they come to the mailbox', async () => {
  const rooms = await house();
  const connection = new ScriptedConnection();
  const served = rooms.server.serve(connection);
  await connection.exchange('LHLO client\r\n');
  const sent: string[] = [];
  const pieces = fc.array(fc.constantFrom('\r\n', '\r', '\n', '.', '\r\n.', 'a:', '\0', '\xff', '--b'), {
    maxLength: 20,
  });
  await fc.assert(
    fc.asyncProperty(pieces, fc.nat({ max: 60 }), async (all, cut) => {
      const mail = `${all.join('')}\r\n`;
      const bytes = `${envelopeFor('anna')}${decodeLatin1(encodeData(encodeLatin1(mail)))}`;
      connection.send(encodeLatin1(bytes.slice(0, cut)));
      const answer = await connection.exchange(encodeLatin1(bytes.slice(cut)));
      assert.match(answer, /250 2\.0\.0 Delivered\r\n$/);
      sent.push(mail);
    }),
    { numRuns: 200 },
  );
  assert.deepEqual(await inboxOf(rooms, 'anna'), sent);
  connection.destroy();
  await served;
  rooms.directory.close();
});

test('random commands in random pieces: an answer to each, no crash, nothing held', async () => {
  const line = fc.constantFrom(
    ...['LHLO x', 'MAIL FROM:<>', 'MAIL FROM:<a@b> SIZE=9', 'RCPT TO:<anna@example.org>', 'RCPT TO:<team@example.org>'],
    ...['RCPT TO:<full@example.org>', 'DATA', '.', 'RSET', 'NOOP', 'VRFY x', 'HELP', 'STARTTLS', '\xff', '', 'text'],
  );
  const world = await makeWorld();
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 30 }), fc.nat({ max: 9 }), async (lines, step) => {
      const connection = new ScriptedConnection();
      const served = world.server.serve(connection);
      const bytes = encodeLatin1(lines.map((each) => `${each}\r\n`).join(''));
      for (let at = 0; at < bytes.length; at += step + 1) connection.send(bytes.subarray(at, at + step + 1));
      await connection.settled();
      for (const answer of connection.take().split('\r\n').slice(0, -1)) assert.match(answer, /^[2-5]\d\d[ -]/);
      connection.hangUp();
      await served;
      assert.equal(connection.isClosed, true);
      assert.equal(world.delivery.held, 0);
    }),
    { numRuns: 300 },
  );
  world.directory.close();
});
test('a directory that cannot answer is a reason to try again', async () => {
  const world = await makeWorld();
  const connection = new ScriptedConnection();
  const served = world.server.serve(connection);
  await connection.exchange('LHLO x\r\nMAIL FROM:<>\r\n');
  world.directory.close();
  assert.match(await connection.exchange('RCPT TO:<anna@example.org>\r\n'), /^451 4\.3\.0 /);
  assert.match(await connection.exchange('NOOP\r\n'), /^250 /);
  connection.destroy();
  await served;
});

test('a peer that does not read its replies is not read either', async () => {
  const world = await makeWorld();
  const connection = new ScriptedConnection();
  const served = world.server.serve(connection);
  await connection.exchange('LHLO x\r\n');
  connection.stall();
  connection.send('NOOP\r\n');
  await connection.settled();
  connection.send('NOOP\r\n');
  await connection.settled();
  assert.equal(connection.take(), '250 2.0.0 Here\r\n');
  const drained = world.server.drain();
  connection.resume();
  await drained;
  assert.equal(connection.take(), '421 4.3.2 mx.example.org is shutting down, try again later\r\n');
  await served;
  world.directory.close();
});
