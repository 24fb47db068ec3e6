import assert from 'node:assert/strict';
import { createSecureContext } from 'node:tls';
import { constants, deflateRawSync, inflateRawSync } from 'node:zlib';
import { concatBytes, EMPTY, encodeUtf8 } from '../../base/index.ts';
import { ScriptedConnection } from '../../connection/index.ts';
import type { ImapOptions } from '../index.ts';
import { ANNA, makeWorld, type World } from '../testing.ts';
import { SAMPLE_MAIL } from './sample-mail.ts';

/** A connection of the transcript, and what the server said on it that no line has asked for yet. */
interface Line {
  readonly connection: ScriptedConnection;
  readonly served: Promise<void>;
  heard: string;
  /** Once the connection is compressed: everything that came since, as it came. */
  packed?: Uint8Array;
}

/**
 * Plays a golden dialogue. `C:` the client sends, with a CRLF; `C~` without one; `S:` the server answers; `C2:` and `S2:`
 * are a second connection, and so on. `Q:` sends and passes over the answer, `H:` is the greeting that is passed over.
 * `<*>` in an answer stands for anything, `<x*300>` for repetition, `<CR>`, `<LF>`, `<NUL>` for bytes.
 * `S! closed`: the connection is. Lines that begin with `!` set the scene or happen, see `happen`.
 */
export async function play(text: string, cut: (bytes: Uint8Array) => readonly Uint8Array[]): Promise<void> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const tombstones = lines.find((line) => line.startsWith('!tombstones-max '))?.split(' ')[1];
  const world = await makeWorld(
    sceneOptions(lines),
    tombstones === undefined ? {} : { tombstonesMax: Number(tombstones) },
  );
  const players = new Map<string, Line>();
  const dial = (name: string): Line => {
    const known = players.get(name);
    if (known !== undefined) return known;
    const connection = new ScriptedConnection({
      secure: lines.includes('!secure'),
      loopback: !lines.includes('!remote'),
    });
    const line: Line = { connection, served: world.server.serve(connection), heard: '' };
    players.set(name, line);
    return line;
  };
  for (const [index, line] of lines.entries()) {
    const at = `line ${JSON.stringify(line)} (${index + 1})`;
    const [, kind, name, rest] = /^([CSQH])(\d*)[:~!] ?(.*)$/s.exec(line) ?? [];
    if (kind === undefined) await happen(line, world, players);
    else {
      const player = dial(name!);
      await settle(players);
      if (kind === 'S') expectLine(player, unfold(rest!), line[1 + name!.length] === '!', at);
      else if (kind === 'H') player.heard = '';
      else {
        if (kind === 'C') assert.equal(player.heard, '', `${at}: the server had said more`);
        const said = encodeUtf8(unfold(rest!) + (line[1 + name!.length] === '~' ? '' : '\r\n'));
        for (const chunk of cut(player.packed === undefined ? said : deflateRawSync(said, NOT_THE_END))) {
          player.connection.send(chunk);
        }
        await settle(players);
        if (kind === 'Q') player.heard = '';
      }
    }
  }
  await settle(players);
  for (const [name, { heard }] of players) assert.equal(heard, '', `at the end, connection ${name}`);
  for (const { connection, served } of players.values()) {
    connection.destroy();
    await served;
  }
}

function expectLine(player: Line, expected: string, closed: boolean, at: string): void {
  if (closed) {
    assert.equal(player.heard, '', at);
    assert.equal(player.connection.isClosed, true, at);
    return;
  }
  const end = player.heard.indexOf('\r\n');
  assert.notEqual(end, -1, `${at}: the server said ${JSON.stringify(player.heard)}`);
  const said = player.heard.slice(0, end);
  player.heard = player.heard.slice(end + 2);
  if (!expected.includes('<*>')) assert.equal(said, expected, at);
  else {
    const pattern = expected
      .split('<*>')
      .map((piece) => piece.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
      .join('.*');
    assert.match(said, new RegExp(`^${pattern}$`, 's'), at);
  }
}

/** Until every session waits, and what one has told the others has arrived. */
async function settle(players: ReadonlyMap<string, Line>): Promise<void> {
  for (let turn = 0; turn < 3; turn++) {
    for (const { connection } of players.values()) await connection.settled();
    await new Promise((resolve) => setImmediate(resolve));
  }
  for (const player of players.values()) player.heard += hear(player);
}

const NOT_THE_END = { finishFlush: constants.Z_SYNC_FLUSH };

/** What the server has said since the last time. */
function hear(player: Line): string {
  const bytes = player.connection.takeBytes();
  if (player.packed === undefined) return Buffer.from(bytes).toString('utf8');
  const before = inflateRawSync(player.packed, NOT_THE_END).length;
  player.packed = concatBytes([player.packed, bytes]);
  return inflateRawSync(player.packed, NOT_THE_END).subarray(before).toString('utf8');
}

function sceneOptions(lines: readonly string[]): Partial<ImapOptions> {
  return {
    refuseUtf8Headers: lines.includes('!refuse-utf8-headers'),
    ...(lines.includes('!tls') ? { tlsContext: () => createSecureContext() } : {}),
    ...(lines.includes('!small')
      ? {
          limits: {
            appendMaxBytes: 1000,
            badCommandsMax: 3,
            appendMessagesMax: 2,
            annotationMaxBytes: 20,
            annotationsMax: 2,
          },
          wireLimits: { lineMaxBytes: 200, literalMaxBytes: 50, swallowMaxBytes: 500 },
        }
      : {}),
  };
}

async function happen(line: string, world: World, players: ReadonlyMap<string, Line>): Promise<void> {
  const [word, ...rest] = line.split(' ');
  const player = players.get(/\d*$/.exec(word!)![0]);
  switch (word!.replace(/\d*$/, '')) {
    // !mail MAILBOX SAMPLE [FLAG…]: a message arrives.
    case '!mail':
      await world.put(rest[0]!, SAMPLE_MAIL[rest[1]!]!, rest.slice(2));
      return;
    // !letter MAILBOX FIELD | FIELD …: a message of these fields arrives, a minute after the one before.
    case '!letter':
      world.time.now += 60_000;
      await world.put(rest[0]!, `${unfold(rest.slice(1).join(' ')).replaceAll(' | ', '\r\n')}\r\n\r\n.\r\n`);
      return;
    // !quota BYTES
    case '!quota':
      await world.store.commit(ANNA, 'system', [
        { kind: 'setQuota', storageMaxBytes: Number(rest[0]), messagesMax: undefined },
      ]);
      return;
    case '!fail-commits':
      world.store.failCommits(Number(rest[0]));
      return;
    case '!expire':
      player!.connection.expire();
      return;
    // From here on the connection is compressed (RFC 4978).
    case '!deflate':
      player!.packed = EMPTY;
      return;
    case '!hangup':
      player!.connection.hangUp();
      return;
    case '!drain':
      void world.server.drain();
      return;
    // !tombstones-max N: the traces of expunged messages that the store keeps.
    case '!tombstones-max':
    case '!refuse-utf8-headers':
    case '!tls':
    case '!secure':
    case '!remote':
    case '!small':
      return;
    default:
      assert.fail(`not a line of a transcript: ${line}`);
  }
}

function unfold(text: string): string {
  return text
    .replaceAll('<CR>', '\r')
    .replaceAll('<LF>', '\n')
    .replaceAll('<NUL>', '\0')
    .replace(/<(.)\*(\d+)>/g, (_, byte: string, count: string) => byte.repeat(Number(count)));
}
