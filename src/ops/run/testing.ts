import { createConnection, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { isMainThread, threadId } from 'node:worker_threads';
import { decodeLatin1 } from '../../base/index.ts';
import type { Connection } from '../../connection/index.ts';
import { MemoryStore } from '../../store/index.ts';
import type { Engines, House, Service, Watching } from '../engines.ts';
import { testEngines } from '../testing.ts';
import { runProtocolThread } from './protocol-thread.ts';

/** Engines whose protocol runs in threads that begin with this file. Its words are `talk`'s. */
export const threadedEngines: Engines = {
  ...testEngines,
  services: (house) => [talkative(house)],
  watch: ({ metrics, isReady }) => ({
    answer: { serve: (connection) => tell(connection, metrics, isReady) },
    drain: async () => {},
  }),
  threads: {
    entry: new URL(import.meta.url),
    shareStore: () => ({ value: undefined, transfer: [] }),
    joinStore: async () => new MemoryStore({ clock: testEngines.clock }),
  },
};

function talkative(house: House): Service {
  const greeting = house.config.server.hostname;
  const sessions = new Set<Connection>();
  return {
    listeners: ['imap', 'pop3'],
    answer: () => ({
      limits: { connectionsFromLoopbackMax: 3 },
      onRefused: () => 'full\r\n',
      async serve(connection) {
        sessions.add(connection);
        await talk(connection, house, greeting);
        sessions.delete(connection);
      },
    }),
    async drain() {
      for (const connection of sessions) {
        connection.write('bye\r\n');
        connection.end();
      }
    },
  };
}

/** To each line of a watcher, one: whether it is ready, and the metrics with their ends of line written out. */
async function tell(connection: Connection, metrics: Watching['metrics'], isReady: () => boolean): Promise<void> {
  while (typeof (await connection.read(60_000)) !== 'string') {
    connection.write(`${JSON.stringify({ ready: isReady(), metrics: (await metrics()).body })}\r\n`);
  }
}

async function talk(connection: Connection, house: House, greeting: string): Promise<void> {
  connection.write(`${greeting} ${threadId}\r\n`);
  let release: (() => void) | undefined;
  for (;;) {
    const bytes = await connection.read(60_000);
    if (typeof bytes === 'string') break;
    const [word, name = ''] = decodeLatin1(bytes).trim().split(' ');
    if (word === 'die') setImmediate(() => diesOf(name));
    else if (word === 'lock') {
      release = await house.locks.acquire(name);
      connection.write(release === undefined ? 'held\r\n' : 'yours\r\n');
    } else if (word === 'login') {
      const login = await house.directory.authenticate({
        username: name,
        password: 'wrong',
        remoteAddress: '192.0.2.1',
      });
      connection.write(`${login.ok ? 'in' : login.error.code}\r\n`);
    } else if (word === 'admit') {
      const admission = { name, now: 1_000, intervalMs: 60_000, namesMax: 10 };
      connection.write(`${await house.lastTimes.admit(admission)}\r\n`);
    } else if (word === 'forget') {
      house.lastTimes.forget(name);
      connection.write('forgotten\r\n');
    } else connection.write(`${greeting}\r\n`);
  }
  release?.();
}

function diesOf(name: string): never {
  if (name !== 'memory') throw new Error('a defect');
  for (const hoard: object[] = []; ; ) hoard.push({ at: hoard.length, text: `hoard ${hoard.length}` });
}

/** A peer that says a line and hears one. */
export class Talker {
  readonly #socket: Socket;
  readonly #lines: AsyncIterator<string>;
  readonly closed: Promise<unknown>;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('error', () => {});
    this.closed = new Promise((resolve) => socket.once('close', resolve));
    this.#lines = createInterface(socket)[Symbol.asyncIterator]();
  }

  static dial(port: number): Talker {
    return new Talker(createConnection({ host: '127.0.0.1', port }));
  }

  /** Undefined once it is closed, or if nobody took it. */
  async hear(): Promise<string | undefined> {
    try {
      const { value, done } = await this.#lines.next();
      return done === true ? undefined : value;
    } catch {
      return undefined;
    }
  }

  say(line: string): Promise<string | undefined> {
    this.#socket.write(`${line}\r\n`);
    return this.hear();
  }

  hangUp(): void {
    this.#socket.destroy();
  }
}

if (!isMainThread) await runProtocolThread(threadedEngines);
