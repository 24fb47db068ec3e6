import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import { after, before, test } from 'node:test';
import { connect as connectTls, createSecureContext, type SecureContext } from 'node:tls';
import { generate } from 'selfsigned';
import { decodeLatin1, silentLog } from '../base/index.ts';
import type { Connection } from './connection.ts';
import type { ConnectionLimits } from './limits.ts';
import { type Listener, type ListenerOptions, openListener } from './listener.ts';

const MINUTE = 60_000;
let context: SecureContext;
const listeners: Listener[] = [];

before(async () => {
  const pair = await generate([{ name: 'commonName', value: 'localhost' }], { keySize: 2048 });
  context = createSecureContext({ key: pair.private, cert: pair.cert });
});
after(async () => {
  for (const listener of listeners) {
    await listener.close();
    listener.destroyConnections();
  }
});

async function open(
  serve: (connection: Connection) => Promise<void>,
  limits: Partial<ConnectionLimits> = {},
  more: Partial<ListenerOptions> = {},
): Promise<Listener> {
  const listener = await openListener({ host: '127.0.0.1', port: 0, log: silentLog, serve, limits, ...more });
  listeners.push(listener);
  return listener;
}

async function dial(listener: Listener): Promise<Socket> {
  const socket = createConnection({ host: '127.0.0.1', port: listener.port, allowHalfOpen: true });
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

async function everything(socket: Socket): Promise<string> {
  const chunks: Uint8Array[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.on('end', () => socket.end());
  await once(socket, 'close');
  return Buffer.concat(chunks).toString('latin1');
}

async function allGone(listener: Listener): Promise<void> {
  while (listener.connectionCount > 0) await new Promise((resolve) => setTimeout(resolve, 5));
}

async function readText(connection: Connection): Promise<string> {
  const bytes = await connection.read(MINUTE);
  return typeof bytes === 'string' ? bytes : decodeLatin1(bytes);
}

/** Reads until what came ends as wanted. */
async function readUntil(connection: Connection, ending: string): Promise<string> {
  let text = '';
  while (!text.endsWith(ending)) {
    const bytes = await connection.read(MINUTE);
    if (typeof bytes === 'string') return `${text}<${bytes}>`;
    text += decodeLatin1(bytes);
  }
  return text;
}

test('what the session writes leaves in order, then the connection closes', async () => {
  const listener = await open(async (connection) => {
    assert.equal(connection.loopback, true);
    assert.equal(connection.secure, false);
    connection.write('* OK ');
    connection.write(new Uint8Array([0xff, 0x0d, 0x0a]));
    connection.write('é');
    connection.end();
    connection.write('never seen');
    await connection.closed;
    assert.equal(await connection.read(MINUTE), 'closed');
    assert.equal(await connection.drained(), false);
    assert.equal(connection.bytesWritten, 10);
  });
  const socket = await dial(listener);
  socket.end();
  assert.equal(await everything(socket), '* OK \xff\r\n\xc3\xa9');
});

test('a peer that ends its side is still answered what it had asked', async () => {
  const listener = await open(async (connection) => {
    connection.write(`echo ${await readUntil(connection, '\n')}`);
    assert.equal(await connection.read(MINUTE), 'closed');
  });
  const socket = await dial(listener);
  socket.end('all at once\n');
  assert.equal(await everything(socket), 'echo all at once\n');
});

test('unread bytes come first at the next read', async () => {
  const listener = await open(async (connection) => {
    const first = await readUntil(connection, '\n');
    connection.unread(Buffer.from('b\n'));
    connection.unread(Buffer.from('a\n'));
    connection.write(first + (await readUntil(connection, 'b\n')));
  });
  const socket = await dial(listener);
  socket.write('x\n');
  socket.end();
  assert.equal(await everything(socket), 'x\na\nb\n');
});

test('a read that waits too long says so, and the next one goes on', async () => {
  const listener = await open(async (connection) => {
    connection.write(`${await readText(connection)}\n`);
    const outcome = await connection.read(1);
    assert.equal(outcome, 'timeout');
    connection.write('timed out\n');
    connection.write(await readUntil(connection, '\n'));
  });
  const socket = await dial(listener);
  socket.write('first');
  let seen = '';
  socket.on('data', (chunk) => {
    seen += chunk.toString();
    if (seen.endsWith('timed out\n')) socket.end('second\n');
  });
  await once(socket, 'close');
  assert.equal(seen, 'first\ntimed out\nsecond\n');
});

test('a session that does not read stops the peer from sending', async () => {
  let begin = () => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  let received = 0;
  const listener = await open(async (connection) => {
    await begun;
    for (;;) {
      const bytes = await connection.read(MINUTE);
      if (typeof bytes === 'string') return;
      received += bytes.length;
    }
  });
  const socket = await dial(listener);
  const size = 64 * 1024 * 1024;
  socket.end(Buffer.alloc(size));
  // The kernel's own buffers take a few megabytes; the rest waits at the peer.
  await new Promise<void>((resolve) => {
    let last = -1;
    const look = () => {
      if (socket.bytesWritten - socket.writableLength === last && last >= 0) resolve();
      else {
        last = socket.bytesWritten - socket.writableLength;
        setTimeout(look, 20);
      }
    };
    look();
  });
  assert.equal(socket.writableFinished, false);
  begin();
  await everything(socket);
  assert.equal(received, size);
});

test('a long answer arrives whole, and waits for the reader', async () => {
  const piece = Buffer.alloc(50_000, 'abcdefghij');
  let highest = 0;
  const listener = await open(async (connection) => {
    for (let i = 0; i < 400; i++) {
      connection.write('line\r\n');
      connection.write(piece);
      if (!connection.writable) {
        highest++;
        assert.equal(await connection.drained(), true);
        assert.equal(connection.writable, true);
      }
    }
  });
  const socket = await dial(listener);
  socket.end();
  const text = await everything(socket);
  assert.equal(text.length, 400 * 50_006);
  assert.equal(text, `line\r\n${piece.toString()}`.repeat(400));
  assert.ok(highest > 0);
});

test('a peer that does not read is cut off', async () => {
  let outcome: boolean | undefined;
  const listener = await open(
    async (connection) => {
      while (await connection.drained()) connection.write(Buffer.alloc(60_000));
      outcome = await connection.drained();
    },
    { writeStallMs: 50 },
  );
  const socket = await dial(listener);
  socket.pause();
  await allGone(listener);
  assert.equal(outcome, false);
  socket.destroy();
});

test('a peer that takes our end and never closes is let go', async () => {
  const listener = await open(async (connection) => connection.write('bye\r\n'), { lingerMs: 20 });
  const socket = await dial(listener);
  socket.resume();
  await once(socket, 'end');
  assert.equal(socket.writable, true);
  await allGone(listener);
  socket.destroy();
});

test('a session that breaks is logged and closed', async () => {
  const events: string[] = [];
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  const event = (level: string, name: string) => {
    events.push(`${level} ${name}`);
    if (name === 'connection.closed') resolve();
  };
  const log = { ...silentLog, event };
  const listener = await open(() => Promise.reject(new Error('broken')), {}, { log });
  const socket = await dial(listener);
  assert.equal(await everything(socket.end()), '');
  await closed;
  assert.deepEqual(events, ['debug connection.opened', 'error session.failed', 'debug connection.closed']);
});

test('limits: by address and in all, with the line of the protocol', async () => {
  for (const [limits, reason] of [
    [{ connectionsFromLoopbackMax: 1 }, 'connectionsPerAddressMax'],
    [{ connectionsMax: 1 }, 'connectionsMax'],
  ] as const) {
    const listener = await open(
      async (connection) => {
        connection.write('hello\r\n');
        await connection.read(MINUTE);
      },
      limits,
      { onRefused: (why) => `* BYE ${why}\r\n` },
    );
    const first = await dial(listener);
    await once(first, 'data');
    const second = await dial(listener);
    assert.equal(await everything(second.end()), `* BYE ${reason}\r\n`);
    first.end();
    await everything(first);
    const third = await dial(listener);
    assert.equal(await everything(third.end()), 'hello\r\n');
  }
});

test('implicit TLS', async () => {
  const listener = await open(
    async (connection) => {
      assert.equal(connection.secure, true);
      connection.write(`* OK ${await readUntil(connection, '\n')}`);
    },
    {},
    { tls: () => context },
  );
  const socket = connectTls({ host: '127.0.0.1', port: listener.port, rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  socket.write('over tls\n');
  assert.equal(await everything(socket), '* OK over tls\n');
});

test('over TLS a long answer arrives whole, and a peer that does not read is cut off', async () => {
  const piece = Buffer.alloc(50_000, 'abcdefghij');
  let cutOff = false;
  const listener = await open(
    async (connection) => {
      for (let i = 0; i < 100; i++) {
        connection.write(piece);
        if (!(await connection.drained())) return;
      }
      if ((await readUntil(connection, '\n')) === 'done\n') return;
      while (await connection.drained()) connection.write(piece);
      cutOff = true;
    },
    { writeStallMs: 100 },
    { tls: () => context },
  );
  const dialTls = async () => {
    const socket = connectTls({ host: '127.0.0.1', port: listener.port, rejectUnauthorized: false });
    socket.on('error', () => {});
    await once(socket, 'secureConnect');
    return socket;
  };
  const reader = await dialTls();
  reader.write('done\n');
  assert.equal(await everything(reader), piece.toString().repeat(100));
  const sleeper = await dialTls();
  sleeper.write('more\n');
  let length = 0;
  await new Promise<void>((resolve) => {
    sleeper.on('data', (chunk) => {
      length += chunk.length;
      if (length >= 5_000_000) resolve();
    });
  });
  sleeper.pause();
  await allGone(listener);
  assert.equal(cutOff, true);
  sleeper.destroy();
});

test('no handshake, or none in time: closed', async () => {
  let served = 0;
  const listener = await open(
    async () => {
      served++;
    },
    { handshakeTimeoutMs: 30 },
    { tls: () => context },
  );
  const garbage = await dial(listener);
  garbage.write('a1 LOGIN x y\r\n');
  await everything(garbage);
  const silent = await dial(listener);
  await everything(silent);
  assert.equal(served, 0);
});

test('STARTTLS drops what was sent in plaintext behind it', async () => {
  const listener = await open(async (connection) => {
    const command = await readUntil(connection, '\n');
    assert.equal(command.split('\n')[0], 'STLS');
    connection.unread(Buffer.from('injected by unread\n'));
    connection.write('+OK\r\n');
    assert.equal(await connection.startTls(context), true);
    assert.equal(connection.secure, true);
    connection.write(`secure ${await readUntil(connection, '\n')}`);
  });
  const plain = await dial(listener);
  plain.write('STLS\nUSER injected\n');
  await once(plain, 'data');
  const socket = connectTls({ socket: plain, rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  socket.write('hello\n');
  assert.equal(await everything(socket), 'secure hello\n');
});

test('a failed STARTTLS closes', async () => {
  let outcome: boolean | undefined;
  const listener = await open(async (connection) => {
    await connection.read(MINUTE);
    connection.write('+OK\r\n');
    outcome = await connection.startTls(context);
  });
  const plain = await dial(listener);
  plain.write('STLS\r\n');
  await once(plain, 'data');
  plain.write('USER in plaintext\r\n');
  await everything(plain);
  assert.equal(outcome, false);
});

test('a closed listener takes nobody, and those inside go on', async () => {
  const listener = await open(async (connection) => {
    connection.write('hello\n');
    connection.write(await readUntil(connection, '\n'));
  });
  const inside = await dial(listener);
  await once(inside, 'data');
  await listener.close();
  const outside = createConnection({ host: '127.0.0.1', port: listener.port });
  const [error] = await once(outside, 'error');
  assert.equal(error.code, 'ECONNREFUSED');
  inside.end('still here\n');
  assert.equal(await everything(inside), 'still here\n');
});

test('an address that is taken rejects', async () => {
  const listener = await open(async () => {});
  await assert.rejects(
    openListener({ host: '127.0.0.1', port: listener.port, log: silentLog, serve: async () => {} }),
    /EADDRINUSE/,
  );
});
