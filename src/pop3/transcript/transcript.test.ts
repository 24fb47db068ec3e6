import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createSecureContext } from 'node:tls';
import { decodeLatin1, encodeLatin1, encodeUtf8 } from '../../base/index.ts';
import { ScriptedConnection } from '../../connection/index.ts';
import { ANNA, ANNAS_MAIL, makeWorld, UTF8_MAIL } from '../testing.ts';

/**
 * Golden dialogues. `C:` the client sends (lines in a row are pipelined), `S:` the server answers, all of it;
 * `!secure`, `!remote`, `!stls` set the scene, `!utf8mail` other mail, `!with KEY VALUE` the operator's wish; `!full` lets
 * the next commit fail; `!take-over UID ID` gives a message its id from elsewhere; `!wait SECONDS`, `!hangup`,
 * `!expire` happen; `!again` is another connection, beside the one before unless that has ended; `S! closed` says that it
 * is closed. `\\r` stands for a CR, `\\xNN` for an octet, and `<x*300>` for a repetition.
 */
const folder = new URL('./', import.meta.url);

for (const name of readdirSync(folder).filter((file) => file.endsWith('.txt'))) {
  test(`transcript ${name}`, () => play(readFileSync(new URL(name, folder), 'utf8')));
}

async function play(text: string): Promise<void> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const has = (word: string) => lines.includes(word);
  const wishes = lines.filter((line) => line.startsWith('!with ')).map((line) => line.split(' '));
  const world = await makeWorld({
    implementation: 'Rookery-0.0.0',
    manner: Object.fromEntries(wishes.map(([, key, value]) => [key, JSON.parse(value!)])),
    ...(has('!stls') ? { tlsContext: () => createSecureContext() } : {}),
  });
  await world.put(ANNA, has('!utf8mail') ? UTF8_MAIL : ANNAS_MAIL);
  const open = () => {
    const connection = new ScriptedConnection({ secure: has('!secure'), loopback: !has('!remote') });
    return { connection, served: world.server.serve(connection) };
  };
  let { connection, served } = open();
  let heard = '';
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!;
    await connection.settled();
    heard += connection.take();
    if (line.startsWith('C: ')) {
      assert.equal(heard, '', `line ${i + 1}: unexpected answer`);
      const sent = [line];
      while (lines[i + 1]?.startsWith('C: ')) sent.push(lines[++i]!);
      connection.send(encodeLatin1(sent.map((command) => `${unfold(command.slice(3))}\r\n`).join('')));
    } else if (line.startsWith('S: ')) {
      const expected = `${unfold(line.slice(3))}\r\n`;
      assert.equal(heard.slice(0, expected.length), expected, `line ${i + 1}: ${line}`);
      heard = heard.slice(expected.length);
    } else if (line === 'S! closed') {
      assert.equal(connection.isClosed, true);
      await served;
    } else if (line === '!again') ({ connection, served } = open());
    else if (line === '!hangup') connection.hangUp();
    else if (line === '!expire') connection.expire();
    else if (line === '!full') world.store.failCommits(1);
    else if (line.startsWith('!wait ')) world.time.now += Number(line.slice(6)) * 1000;
    else if (line.startsWith('!take-over ')) {
      const [, uid, id] = line.split(' ');
      await world.takeOver(ANNA, Number(uid), id!);
    }
  }
  assert.equal(heard, '', 'the server said more');
  connection.destroy();
  await served;
}

/** One code unit for each octet. */
function unfold(text: string): string {
  return decodeLatin1(encodeUtf8(text))
    .replaceAll('\\r', '\r')
    .replaceAll('\\0', '\0')
    .replace(/\\x([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/<(.)\*(\d+)>/g, (_, byte: string, count: string) => byte.repeat(Number(count)));
}
