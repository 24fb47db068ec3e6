import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { type TestContext, test } from 'node:test';
import { createSecureContext, type SecureContext } from 'node:tls';
import fc from 'fast-check';
import { createTransport } from 'nodemailer';
import { generate } from 'selfsigned';
import { decodeLatin1, encodeLatin1, modSeq, silentLog } from '../base/index.ts';
import { openListener, ScriptedConnection } from '../connection/index.ts';
import { createDelivery } from '../delivery/index.ts';
import { openDirectory, QUICK_PASSWORD_LIMITS } from '../directory/index.ts';
import { MemoryStore, SYSTEM } from '../store/index.ts';
import { createLmtpServer, createSmtpServer, createSubmissionServer } from './index.ts';
import { makeWorld } from './testing.ts';
import { encodeData } from './wire/index.ts';

const clock = { now: () => 1_700_000_000_000 };

const SERVERS = { lmtp: createLmtpServer, smtp: createSmtpServer, submission: createSubmissionServer };

/** A protocol, delivery, directory and the reference store, as main.ts puts them together. */
async function house(protocol: keyof typeof SERVERS = 'lmtp', tlsContext?: () => SecureContext) {
  const store = new MemoryStore({ clock });
  const directory = openDirectory({ file: ':memory:', clock, limits: QUICK_PASSWORD_LIMITS });
  await directory.addDomain('example.org');
  for (const name of ['anna', 'ben', 'zoë'])
    await directory.addAccount({ address: `${name}@example.org`, password: 'secret' });
  const delivery = createDelivery({ store, hostname: 'mx.example.org' });
  const options = { delivery, directory, clock, log: silentLog, hostname: 'mx.example.org' };
  const server = SERVERS[protocol]({ ...options, ...(tlsContext === undefined ? {} : { tlsContext }) });
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

/** A server on a port of its own, until the test is over. */
async function open(scope: TestContext, protocol: keyof typeof SERVERS, listening: 'plain' | 'tls' = 'plain') {
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], { keyType: 'ec' });
  const context = createSecureContext({ cert, key });
  const rooms = await house(protocol, () => context);
  const listener = await openListener({
    ...{ host: '127.0.0.1', port: 0, log: silentLog },
    serve: (c) => rooms.server.serve(c),
    ...(listening === 'tls' ? { tls: () => context } : {}),
  });
  scope.after(async () => {
    listener.destroyConnections();
    await listener.close();
    await rooms.server.drain();
    rooms.directory.close();
  });
  return { rooms, port: listener.port };
}

const HEADER =
  'From: Anna <anna@example.org>\r\nTo: ben, zoë@example.org\r\nBcc: anna+kept@example.org\r\nSubject: Grüße\r\n';
const LETTER = {
  envelope: {
    from: 'anna@example.org',
    to: ['ben@example.org', 'zoë@example.org', 'anna+kept@example.org'],
    use8BitMime: true,
  },
  raw: `${HEADER}\r\n${`dots\r\n.\r\n..\r\n${'long line with ü '.repeat(50)}\r\n`.repeat(100)}`,
};

for (const [says, listening, authMethod] of [
  ['STARTTLS and AUTH PLAIN', 'plain', 'PLAIN'],
  ['TLS from the first octet and AUTH LOGIN', 'tls', 'LOGIN'],
] as const) {
  test(`submission by a mail program, with ${says}`, async (scope) => {
    const { rooms, port } = await open(scope, 'submission', listening);
    const transport = createTransport({
      ...{ host: '127.0.0.1', port, secure: listening === 'tls', requireTLS: true, authMethod },
      tls: { rejectUnauthorized: false },
      auth: { user: 'anna@example.org', pass: 'secret' },
    });
    const sent = await transport.sendMail(LETTER);
    assert.deepEqual(sent.rejected, []);
    assert.equal(sent.accepted.length, 3);
    const [mail = ''] = await inboxOf(rooms, 'ben');
    assert.match(mail, /^Return-Path: <anna@example\.org>\r\nReceived: from submission\r\n\tby mx\.example\.org with /);
    assert.match(mail, /with UTF8SMTPSA\r\n\ttls TLS_\w+;\r\n\t/);
    assert.doesNotMatch(mail, /127\.0\.0\.1|^Bcc:/m);
    assert.match(mail, /\r\n\.\r\n\.\.\r\n/);
    assert.deepEqual(await inboxOf(rooms, 'zoë'), [mail]);
    assert.deepEqual(await inboxOf(rooms, 'anna'), [mail]);

    await assert.rejects(
      transport.sendMail({ ...LETTER, envelope: { from: 'anna@example.org', to: ['friend@example.com'] } }),
      /550 5\.7\.1 /,
    );
    await assert.rejects(
      transport.sendMail({ ...LETTER, envelope: { from: 'ben@example.org', to: ['ben@example.org'] } }),
      /553 5\.7\.1 /,
    );
    transport.close();
  });
}

test('a wrong password, and none', async (scope) => {
  const { port } = await open(scope, 'submission');
  const options = { host: '127.0.0.1', port, tls: { rejectUnauthorized: false } };
  const wrong = createTransport({ ...options, auth: { user: 'anna@example.org', pass: 'wrong' } });
  await assert.rejects(wrong.sendMail(LETTER), /535 5\.7\.8 /);
  await assert.rejects(createTransport(options).sendMail(LETTER), /530 5\.7\.0 /);
});

test('reception from another server, with STARTTLS; one refused among three', async (scope) => {
  const { rooms, port } = await open(scope, 'smtp');
  const tls = { rejectUnauthorized: false };
  const transport = createTransport({ host: '127.0.0.1', port, name: 'mx.example.net', requireTLS: true, tls });
  const envelope = { from: '', to: ['ben@example.org', 'nobody@example.org', 'anna@example.org'] };
  const sent = await transport.sendMail({ envelope, raw: 'Subject: x\r\n\r\n.\r\n' });
  assert.deepEqual(sent.rejected, ['nobody@example.org']);
  const [mail = ''] = await inboxOf(rooms, 'ben');
  assert.match(
    mail,
    /^Return-Path: <>\r\nReceived: from mx\.example\.net \(\[127\.0\.0\.1\]\)\r\n\tby mx\.example\.org with ESMTPS\r\n\ttls TLS_/,
  );
  assert.match(mail, /\r\nSubject: x\r\n\r\n\.\r\n$/);
  await transport.sendMail({ envelope: { from: 'a@b.example', to: ['anna@example.org'] }, raw: 'Subject: y\r\n' });
  assert.match((await inboxOf(rooms, 'anna'))[1] ?? '', /with ESMTPS\r\n\tfor <anna@example\.org>\r\n\ttls /);
  transport.close();
});

test('a full mailbox is told at RCPT, by the size that MAIL announced', async (scope) => {
  const { rooms, port } = await open(scope, 'smtp');
  await rooms.directory.setQuota('ben@example.org', 1_000);
  const socket = connect(port, '127.0.0.1').setEncoding('latin1');
  const rcpt = 'RCPT TO:<ben@example.org>\r\n';
  socket.write(`EHLO x\r\nMAIL FROM:<> SIZE=1001\r\n${rcpt}RSET\r\nMAIL FROM:<> SIZE=1000\r\n${rcpt}QUIT\r\n`);
  let heard = '';
  for await (const text of socket) heard += text;
  assert.match(heard, /\r\n552 5\.2\.2 .*\r\n250 2\.0\.0 .*\r\n250 2\.1\.0 .*\r\n250 2\.1\.5 .*\r\n221 /);
});

test('chunks of any sizes and any octets, in any pieces, make the mail', async () => {
  const rooms = await house('smtp');
  const connection = new ScriptedConnection();
  const served = rooms.server.serve(connection);
  await connection.exchange('EHLO client\r\n');
  const sent: string[] = [];
  const chunks = fc.array(fc.uint8Array({ maxLength: 12 }), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(chunks, fc.integer({ min: 1, max: 40 }), async (all, step) => {
      const commands = all.map((chunk, i) => {
        const last = i === all.length - 1 ? ' LAST' : '';
        return `BDAT ${chunk.length}${last}\r\n${decodeLatin1(chunk)}`;
      });
      const envelope = 'MAIL FROM:<> BODY=BINARYMIME\r\nRCPT TO:<anna@example.org>\r\n';
      const bytes = encodeLatin1(`${envelope}${commands.join('')}NOOP\r\n`);
      for (let at = 0; at < bytes.length; at += step) connection.send(bytes.subarray(at, at + step));
      const codes = (await connection.exchange('')).match(/^\d\d\d /gm);
      assert.deepEqual(
        codes,
        Array.from({ length: all.length + 3 }, () => '250 '),
      );
      sent.push(all.map((chunk) => decodeLatin1(chunk)).join(''));
    }),
    { numRuns: 100 },
  );
  const kept = await inboxOf(rooms, 'anna');
  assert.deepEqual(
    kept.map((mail) => mail.slice(mail.indexOf('+0000\r\n') + 7)),
    sent,
  );
  connection.destroy();
  await served;
  rooms.directory.close();
});

test('random commands to SMTP and submission: an answer to each, no crash, nothing held', async () => {
  const line = fc.constantFrom(
    ...['EHLO x', 'HELO x', 'MAIL FROM:<>', 'MAIL FROM:<anna@example.org> SIZE=9', 'RCPT TO:<team@example.org>'],
    ...['RCPT TO:<ill@example.org>', 'RCPT TO:<full@example.org>', 'DATA', '.', 'RSET', 'NOOP', 'EXPN x', 'VRFY x'],
    ...[
      'BDAT 0',
      'BDAT 0 LAST',
      'BDAT 4',
      'BDAT 9 LAST',
      'BDAT x',
      'STARTTLS',
      'AUTH PLAIN',
      'AUTH LOGIN',
      '*',
      'YQ==',
    ],
    ...['AUTH PLAIN AGFubmFAZXhhbXBsZS5vcmcAc2VjcmV0', 'From: x', '', '\xff', 'Bcc: y'],
  );
  for (const protocol of ['smtp', 'submission'] as const) {
    const world = await makeWorld({}, 100, protocol);
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
      { numRuns: 200 },
    );
    world.directory.close();
  }
});
