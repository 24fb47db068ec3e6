import { createServer, type Server, type Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import type { Log } from '../base/index.ts';
import { addressKey, isLoopback, plainAddress } from './address.ts';
import type { Connection } from './connection.ts';
import { type ConnectionLimits, DEFAULT_CONNECTION_LIMITS } from './limits.ts';
import { SocketConnection } from './socket-connection.ts';

export interface ListenerOptions {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Implicit TLS (RFC 8314): asked for at each connection, so that a renewed certificate is used at once. */
  readonly tls?: () => SecureContext;
  /** Runs one session. The connection is ended after it. */
  readonly serve: (connection: Connection) => Promise<void>;
  readonly log: Log;
  readonly limits?: Partial<ConnectionLimits>;
  /** The protocol's own line for a peer that is turned away; not sent where TLS would have to come first. */
  readonly onRefused?: (reason: RefusalReason) => string | undefined;
  /** Several threads share the port (SO_REUSEPORT). */
  readonly reusePort?: boolean;
}
export type RefusalReason = 'connectionsMax' | 'connectionsPerAddressMax';

export interface Listener {
  readonly address: string;
  readonly port: number;
  readonly connectionCount: number;
  /** Takes no more connections; those that are open go on. */
  close(): Promise<void>;
  /** Closes every connection at once. */
  destroyConnections(): void;
}

/** Listens; rejects if the address cannot be had (in use, no permission). */
export async function openListener(options: ListenerOptions): Promise<Listener> {
  const limits = { ...DEFAULT_CONNECTION_LIMITS, ...options.limits };
  const census = new Census(limits);
  const server = createServer({
    allowHalfOpen: true,
    pauseOnConnect: true,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: limits.keepAliveMs,
  });
  server.on('connection', (socket) => accept(socket, options, limits, census));
  await listen(server, options);
  server.on('error', (error) => options.log.event('error', 'listener.failed', { error: error.message }));
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('a listener without a port');
  return {
    address: bound.address,
    port: bound.port,
    get connectionCount() {
      return census.connections.size;
    },
    close: async () => {
      if (server.listening) server.close();
      // The port is free once the loop has closed the handle.
      await new Promise((resolve) => setImmediate(resolve));
    },
    destroyConnections: () => {
      for (const connection of census.connections) connection.destroy();
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

function accept(socket: Socket, options: ListenerOptions, limits: ConnectionLimits, census: Census): void {
  socket.on('error', () => {});
  // Gone before we looked.
  if (socket.remoteAddress === undefined) {
    socket.destroy();
    return;
  }
  const address = plainAddress(socket.remoteAddress);
  const refusal = census.refusal(address);
  if (refusal !== undefined) {
    options.log.event('info', 'connection.refused', { remoteAddress: address, reason: refusal });
    const line = options.tls === undefined ? options.onRefused?.(refusal) : undefined;
    if (line === undefined) socket.destroy();
    else socket.end(line, () => socket.destroy());
    return;
  }
  const connection = new SocketConnection(socket, limits);
  census.enter(connection);
  void run(connection, options);
}

async function run(connection: SocketConnection, { tls, serve, log }: ListenerOptions): Promise<void> {
  try {
    if (tls !== undefined && !(await connection.startTls(tls()))) {
      log.event('info', 'connection.handshakeFailed', { remoteAddress: connection.remoteAddress });
      return;
    }
    await serve(connection);
  } catch (error) {
    log.event('error', 'session.failed', { connection: connection.id, error: String(error) });
  } finally {
    connection.end();
  }
}

/** Who is connected, counted by network address. */
class Census {
  readonly connections = new Set<SocketConnection>();
  readonly #byAddress = new Map<string, number>();
  readonly #limits: ConnectionLimits;

  constructor(limits: ConnectionLimits) {
    this.#limits = limits;
  }

  refusal(address: string): RefusalReason | undefined {
    if (this.connections.size >= this.#limits.connectionsMax) return 'connectionsMax';
    const { connectionsFromLoopbackMax, connectionsPerAddressMax } = this.#limits;
    const allowed = isLoopback(address) ? connectionsFromLoopbackMax : connectionsPerAddressMax;
    if ((this.#byAddress.get(addressKey(address)) ?? 0) >= allowed) return 'connectionsPerAddressMax';
    return undefined;
  }

  enter(connection: SocketConnection): void {
    const key = addressKey(connection.remoteAddress);
    this.connections.add(connection);
    this.#byAddress.set(key, (this.#byAddress.get(key) ?? 0) + 1);
    void connection.closed.then(() => {
      this.connections.delete(connection);
      const left = (this.#byAddress.get(key) ?? 1) - 1;
      if (left === 0) this.#byAddress.delete(key);
      else this.#byAddress.set(key, left);
    });
  }
}
