import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Hono } from 'hono';
import type { Clock, Log, Randomness } from '../base/index.ts';
import type { Connection, ProtocolServer } from '../connection/index.ts';
import { ConnectionStream } from './connection-stream.ts';
import { events } from './events.ts';
import { sendResponse, webRequest } from './exchange.ts';
import { DEFAULT_HTTP_LIMITS, type HttpLimits } from './limits.ts';
import { Problem, problemResponse } from './problem.ts';
import { SECURE_HEADERS, STRICT_TRANSPORT } from './secure-headers.table.ts';
import type { HttpEnvironment, Site } from './site.ts';

export interface HttpServerOptions {
  readonly sites: readonly Site[];
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly log: Log;
  readonly limits?: Partial<HttpLimits>;
}

interface Guest {
  readonly connection: Connection;
  readonly stream: ConnectionStream;
  readonly log: Log;
}

/** HTTP/1.1 over the house's connections: one app, on which every site hangs. */
export function createHttpServer(options: HttpServerOptions): ProtocolServer {
  return new HttpServer(options);
}

/** For a peer that is turned away at the door. */
export function httpRefusal(): string {
  return 'HTTP/1.1 503 Service Unavailable\r\nRetry-After: 30\r\nContent-Length: 0\r\nConnection: close\r\n\r\n';
}

class HttpServer implements ProtocolServer {
  readonly #options: HttpServerOptions;
  readonly #limits: HttpLimits;
  readonly #app: Hono<HttpEnvironment>;
  readonly #node: ReturnType<typeof createServer>;
  readonly #guests = new Map<ConnectionStream, Guest>();
  readonly #served = new Set<Promise<void>>();
  #requestsNow = 0;
  #draining = false;

  constructor(options: HttpServerOptions) {
    this.#options = options;
    this.#limits = { ...DEFAULT_HTTP_LIMITS, ...options.limits };
    this.#app = makeApp(options.sites);
    // It never listens: connections come from the house, and time is kept by their streams.
    this.#node = createServer({ maxHeaderSize: this.#limits.headerMaxBytes, requireHostHeader: true });
    this.#node.maxHeadersCount = this.#limits.headerFieldsMax;
    this.#node.maxRequestsPerSocket = this.#limits.requestsPerConnectionMax;
    this.#node.on('request', (incoming, outgoing) => void this.#answer(incoming, outgoing));
    this.#node.on('clientError', (error, stream) => this.#refuse(error, stream as unknown as ConnectionStream));
  }

  async serve(connection: Connection): Promise<void> {
    const stream = new ConnectionStream(connection, this.#options.clock, this.#limits);
    const log = this.#options.log.child({ connection: connection.id, remoteAddress: connection.remoteAddress });
    this.#guests.set(stream, { connection, stream, log });
    const closed = new Promise<void>((resolve) => stream.once('close', resolve));
    this.#served.add(closed);
    stream.on('error', () => {});
    this.#node.emit('connection', stream);
    if (this.#draining) stream.destroy();
    await closed;
    this.#served.delete(closed);
    this.#guests.delete(stream);
  }

  async drain(): Promise<void> {
    this.#draining = true;
    for (const { stream } of this.#guests.values()) if (stream.isIdle) stream.destroy();
    await Promise.all(this.#served);
  }

  async #answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const guest = this.#guests.get(incoming.socket as unknown as ConnectionStream);
    if (guest === undefined) throw new Error('a request from no connection of ours');
    const { clock } = this.#options;
    const startedAt = clock.now();
    const requestId = Buffer.from(this.#options.randomness.bytes(9)).toString('base64url');
    guest.stream.beginRequest();
    this.#requestsNow++;
    outgoing.once('close', () => {
      this.#requestsNow--;
      guest.stream.endRequest();
      if (this.#draining) guest.stream.destroy();
      const { method = '', url = '' } = incoming;
      const path = url.split('?', 1)[0]!.slice(0, 200);
      const durationMs = clock.now() - startedAt;
      events.answered(guest.log, { request: requestId, method, path, status: outgoing.statusCode, durationMs });
    });
    try {
      await sendResponse(this.#dressed(await this.#respond(incoming, guest, requestId), guest, requestId), outgoing);
    } catch {
      // The peer went away, or its answer broke off: there is nobody left to tell.
      outgoing.destroy();
    }
  }

  async #respond(incoming: IncomingMessage, guest: Guest, requestId: string): Promise<Response> {
    const { remoteAddress, loopback, secure } = guest.connection;
    try {
      if (this.#requestsNow > this.#limits.requestsAtOnceMax) {
        throw new Problem(503, 'too many requests at one time, try again', { 'Retry-After': '5', Connection: 'close' });
      }
      const request = webRequest(incoming, secure, this.#limits.bodyMaxBytes);
      return await this.#app.fetch(request, { requestId, peer: { remoteAddress, loopback, secure } });
    } catch (error) {
      if (error instanceof Problem) return problemResponse(error, requestId);
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      events.failed(guest.log, { request: requestId, error: text });
      return problemResponse(new Problem(500, 'the server failed, and its log says why'), requestId);
    }
  }

  #dressed(response: Response, guest: Guest, requestId: string): Response {
    const dressed = new Response(response.body, response);
    for (const [name, value] of Object.entries(SECURE_HEADERS)) {
      if (!dressed.headers.has(name)) dressed.headers.set(name, value);
    }
    if (guest.connection.secure) dressed.headers.set(...STRICT_TRANSPORT);
    dressed.headers.set('X-Request-Id', requestId);
    if (this.#draining) dressed.headers.set('Connection', 'close');
    return dressed;
  }

  /** What is no HTTP, or too much of it. */
  #refuse(error: NodeJS.ErrnoException, stream: ConnectionStream): void {
    const guest = this.#guests.get(stream);
    const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : 400;
    if (guest !== undefined) events.refused(guest.log, { status, reason: error.code ?? 'unknown' });
    const reason = status === 431 ? 'Request Header Fields Too Large' : 'Bad Request';
    if (stream.writable) stream.end(`HTTP/1.1 ${status} ${reason}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
  }
}

function makeApp(sites: readonly Site[]): Hono<HttpEnvironment> {
  const app = new Hono<HttpEnvironment>();
  for (const site of sites) site(app);
  app.notFound(() => {
    throw new Problem(404, 'there is nothing here');
  });
  app.onError((error) => {
    throw error;
  });
  return app;
}
