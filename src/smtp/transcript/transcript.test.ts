import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createSecureContext } from 'node:tls';
import { encodeLatin1 } from '../../base/index.ts';
import { ScriptedConnection } from '../../connection/index.ts';
import type { MailTrace } from '../../delivery/index.ts';
import { makeWorld } from '../testing.ts';

/**
 * Golden dialogues. `C:` the client sends, with a CRLF (lines in a row are pipelined); `C~` without one; `S:` the server
 * answers, all of it. `M:` delivery took a mail: sender, recipients, and its text as JSON; `T:` its trace. `!tls`, `!secure`,
 * `!refuse-bare`, `!small`, `!few`, `!far` (another machine), `!postmaster`, `!trace` (LMTP
 * writes Received), `!loose` (all that the configuration of submission allows), `!smtp`, `!submission` (else LMTP) set the scene; `!hangup`, `!expire`, `!drain` happen; `S! closed`: the connection is.
 * `\r`, `\n`, `\0` are bytes, `\xHH` too, and `<x*300>` is a repetition.
 */
const LOOSE = { anySender: true, removeBcc: false, tellClientAddress: true, allowPlaintextLogin: true };
const FEW = {
  ...{ recipientsMax: 2, refusedRecipientsMax: 3, deliveriesMax: 3, mailsMax: 2, badCommandsMax: 3 },
  ...{ loginFailuresMax: 2, swallowMaxBytes: 100, headerMaxBytes: 100, receivedFieldsMax: 2 },
};

const folder = new URL('./', import.meta.url);

for (const name of readdirSync(folder).filter((file) => file.endsWith('.txt'))) {
  test(`transcript ${name}`, () => play(readFileSync(new URL(name, folder), 'utf8'), (bytes) => [bytes]));
  test(`transcript ${name}, byte by byte`, () =>
    play(readFileSync(new URL(name, folder), 'utf8'), (bytes) => [...bytes].map((byte) => Uint8Array.of(byte))));
}

async function play(text: string, cut: (bytes: Uint8Array) => readonly Uint8Array[]): Promise<void> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const has = (word: string) => lines.includes(word);
  const world = await makeWorld(
    {
      ...(has('!tls') ? { tlsContext: () => createSecureContext() } : {}),
      ...(has('!few') ? { limits: FEW } : {}),
      refuseBareLineEnds: has('!refuse-bare'),
      ...(has('!trace') ? { traceHeaders: true } : {}),
      ...(has('!loose') ? LOOSE : {}),
      ...(has('!postmaster') ? { postmaster: 'anna@example.org' } : {}),
    },
    has('!small') ? 20 : undefined,
    has('!smtp') ? 'smtp' : has('!submission') ? 'submission' : 'lmtp',
  );
  const connection = new ScriptedConnection({ secure: has('!secure'), loopback: !has('!far') });
  const served = world.server.serve(connection);
  let drained: Promise<void> | undefined;
  let heard = '';
  let trace: MailTrace | undefined;
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!;
    await connection.settled();
    heard += connection.take();
    if (/^C[:~] /.test(line)) {
      assert.equal(heard, '', `line ${i + 1}: unexpected answer`);
      let sent = bytesOf(line);
      while (/^C[:~] /.test(lines[i + 1] ?? '')) sent += bytesOf(lines[++i]!);
      for (const chunk of cut(encodeLatin1(sent))) connection.send(chunk);
    } else if (line.startsWith('S: ')) {
      const expected = `${line.slice(3)}\r\n`;
      assert.equal(heard.slice(0, expected.length), expected, `line ${i + 1}: ${line}`);
      heard = heard.slice(expected.length);
    } else if (line.startsWith('M: ')) {
      const mail = world.delivery.taken.shift();
      assert.ok(mail, `line ${i + 1}: no mail was taken`);
      const shown = `<${mail.envelope.sender}> ${mail.recipients.join(' ')} ${JSON.stringify(mail.text)}`;
      assert.equal(shown, line.slice(3), `line ${i + 1}`);
      trace = mail.envelope.trace;
    } else if (line.startsWith('T: ')) {
      const { protocol, peerName, peerAddress, recipient, cipher } = trace ?? {};
      const shown = [protocol, peerName, peerAddress ?? 'nowhere', recipient ?? 'several', cipher ?? 'clear'];
      assert.equal(shown.join(' '), line.slice(3), `line ${i + 1}`);
    } else if (line === 'S! closed') {
      assert.equal(connection.isClosed, true);
      await served;
    } else if (line === '!hangup') connection.hangUp();
    else if (line === '!expire') connection.expire();
    else if (line === '!drain') drained = world.server.drain();
    else assert.match(line, /^!(tls|secure|refuse-bare|small|few|far|trace|loose|postmaster|smtp|submission)$/);
  }
  assert.equal(heard, '', 'the server said more');
  connection.destroy();
  await served;
  await drained;
  assert.equal(world.delivery.held, 0, 'every reception was released');
  assert.deepEqual(world.delivery.taken, [], 'more mails were taken');
  world.directory.close();
}

/** The transcript is UTF-8; what is sent is its octets, one to a code unit. */
function bytesOf(line: string): string {
  const text = Buffer.from(line.slice(3), 'utf8').toString('latin1');
  const unfolded = text
    .replaceAll('\\r', '\r')
    .replaceAll('\\n', '\n')
    .replaceAll('\\0', '\0')
    .replace(/\\x([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/<(.)\*(\d+)>/g, (_, byte: string, count: string) => byte.repeat(Number(count)));
  return line.startsWith('C:') ? `${unfolded}\r\n` : unfolded;
}
