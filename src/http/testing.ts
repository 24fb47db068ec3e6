import { request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Randomness } from '../base/index.ts';
import { silentLog } from '../base/index.ts';
import { openListener } from '../connection/index.ts';
import { createHttpServer, type HttpServerOptions } from './index.ts';

export interface TestScope {
  after(work: () => unknown): void;
}

let count = 0;
/** Bytes that are never the same twice, and the same in each run. */
const randomness: Randomness = { bytes: (length) => new Uint8Array(length).fill(++count) };

/** The server on a port of its own, until the test ends. */
export async function openHttp(test: TestScope, options: Partial<HttpServerOptions>) {
  const clock = { now: () => Date.now() };
  const server = createHttpServer({ sites: [], clock, randomness, log: silentLog, ...options });
  const listener = await openListener({
    host: '127.0.0.1',
    port: 0,
    log: silentLog,
    serve: (connection) => server.serve(connection),
  });
  test.after(async () => {
    listener.destroyConnections();
    await listener.close();
    await server.drain();
  });
  return { server, port: listener.port };
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** One request on a connection of its own. */
export function ask(
  port: number,
  path: string,
  {
    method = 'GET',
    headers = {},
    body = '',
  }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
      void text(response).then(
        (received) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: received }),
        reject,
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Octets to the server, and all that it answers until it closes. */
export function sayRaw(port: number, said: string): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port });
  socket.write(said);
  return text(socket);
}
