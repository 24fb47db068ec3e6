import { createServer, type Server, type Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import type { Log } from '../base/index.ts';
import { plainAddress } from './address.ts';
import { Census, type RefusalReason } from './census.ts';
import type { Connection } from './connection.ts';
import { type ConnectionLimits, DEFAULT_CONNECTION_LIMITS } from './limits.ts';
import { SocketConnection } from './socket-connection.ts';

/** How a listener receives its peers. */
export interface ListenerAnswer {
  /** Runs one session. The connection is ended after it. */
  readonly serve: (connection: Connection) => Promise<void>;
  /** Implicit TLS (RFC 8314): asked for at each connection, so that a renewed certificate is used at once. */
  readonly tls?: () => SecureContext;
  readonly limits?: Partial<ConnectionLimits>;
  /** The protocol's own line for a peer that is turned away; not sent where TLS would have to come first. */
  readonly onRefused?: (reason: RefusalReason) => string | undefined;
}

export interface ListenerOptions extends ListenerAnswer {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly log: Log;
  /** Several threads share the port (SO_REUSEPORT). */
  readonly reusePort?: boolean;
  /** Where connections are counted, and by which name; a listener counts by itself if it is left out. */
  readonly census?: { readonly of: Census; readonly name: string };
}

export interface Listener {
  readonly address: string;
  readonly port: number;
  readonly connectionCount: number;
  /** From here on peers are received in another way; those that are connected stay as they are. */
  answerWith(answer: ListenerAnswer): void;
  /** Takes no more connections; those that are open go on. */
  close(): Promise<void>;
  /** Closes every connection at once. */
  destroyConnections(): void;
}

/** Listens; rejects if the address cannot be had (in use, no permission). */
export async function openListener(options: ListenerOptions): Promise<Listener> {
  const reception = new Reception(options);
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true });
  server.on('connection', (socket) => reception.accept(socket));
  await listen(server, options);
  server.on('error', (error) => options.log.event('error', 'listener.failed', { error: error.message }));
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('a listener without a port');
  return {
    address: bound.address,
    port: bound.port,
    get connectionCount() {
      return reception.connections.size;
    },
    answerWith: (answer) => reception.answerWith(answer),
    close: async () => {
      if (server.listening) server.close();
      // The port is free once the loop has closed the handle.
      await new Promise((resolve) => setImmediate(resolve));
    },
    destroyConnections: () => {
      for (const connection of reception.connections) connection.destroy();
    },
  };
}

function listen(server: Server, { host, port, reusePort }: ListenerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, reusePort: reusePort ?? false, backlog: 4096 }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** Takes in what a listener accepts: counts it, turns it away or runs its session. */
class Reception {
  readonly connections = new Set<SocketConnection>();
  readonly #log: Log;
  readonly #census: NonNullable<ListenerOptions['census']>;
  #answer: ListenerAnswer;
  #limits: ConnectionLimits;

  constructor(options: ListenerOptions) {
    this.#log = options.log;
    this.#census = options.census ?? { of: new Census(), name: '' };
    this.#answer = options;
    this.#limits = { ...DEFAULT_CONNECTION_LIMITS, ...options.limits };
  }

  answerWith(answer: ListenerAnswer): void {
    this.#answer = answer;
    this.#limits = { ...DEFAULT_CONNECTION_LIMITS, ...answer.limits };
  }

  accept(socket: Socket): void {
    socket.on('error', () => {});
    // Gone before we looked.
    if (socket.remoteAddress === undefined) {
      socket.destroy();
      return;
    }
    const address = plainAddress(socket.remoteAddress);
    const admission = this.#census.of.enter(this.#census.name, address, this.#limits);
    if (typeof admission === 'string') {
      this.#refuse(socket, address, admission);
      return;
    }
    socket.setKeepAlive(true, this.#limits.keepAliveMs);
    const connection = new SocketConnection(socket, this.#limits);
    this.connections.add(connection);
    this.#log.event('debug', 'connection.opened', { connection: connection.id });
    void connection.closed.then(() => {
      this.connections.delete(connection);
      admission();
      const { id, bytesRead, bytesWritten } = connection;
      this.#log.event('debug', 'connection.closed', { connection: id, bytesRead, bytesWritten });
    });
    void this.#run(connection, this.#answer);
  }

  #refuse(socket: Socket, address: string, reason: RefusalReason): void {
    this.#log.event('info', 'connection.refused', { remoteAddress: address, reason });
    const line = this.#answer.tls === undefined ? this.#answer.onRefused?.(reason) : undefined;
    if (line === undefined) socket.destroy();
    else socket.end(line, () => socket.destroy());
  }

  async #run(connection: SocketConnection, { tls, serve }: ListenerAnswer): Promise<void> {
    try {
      if (tls !== undefined && !(await connection.startTls(tls()))) {
        this.#log.event('info', 'connection.handshakeFailed', { remoteAddress: connection.remoteAddress });
        return;
      }
      await serve(connection);
    } catch (error) {
      this.#log.event('error', 'session.failed', { connection: connection.id, error: String(error) });
    } finally {
      connection.end();
    }
  }
}
