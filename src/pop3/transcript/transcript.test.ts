import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createSecureContext } from 'node:tls';
import { ScriptedConnection } from '../../connection/index.ts';
import { ANNA, ANNAS_MAIL, makeWorld } from '../testing.ts';

/**
 * Golden dialogues. `C:` the client sends (lines in a row are pipelined), `S:` the server answers, all of it;
 * `!secure`, `!remote`, `!stls` set the scene; `!full` lets the next commit fail; `!hangup`, `!expire` happen to the
 * connection; `S! closed` says that it is closed. `\r` stands for a CR, and `<x*300>` for a repetition.
 */
const folder = new URL('./', import.meta.url);

for (const name of readdirSync(folder).filter((file) => file.endsWith('.txt'))) {
  test(`transcript ${name}`, () => play(readFileSync(new URL(name, folder), 'utf8')));
}

async function play(text: string): Promise<void> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const has = (word: string) => lines.includes(word);
  const world = await makeWorld(has('!stls') ? { tlsContext: () => createSecureContext() } : {});
  await world.put(ANNA, ANNAS_MAIL);
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
      connection.send(sent.map((command) => `${unfold(command.slice(3))}\r\n`).join(''));
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
  }
  assert.equal(heard, '', 'the server said more');
  connection.destroy();
  await served;
}

function unfold(text: string): string {
  return text
    .replaceAll('\\r', '\r')
    .replaceAll('\\0', '\0')
    .replace(/<(.)\*(\d+)>/g, (_, byte: string, count: string) => byte.repeat(Number(count)));
}
