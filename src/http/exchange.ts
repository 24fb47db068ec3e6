import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Problem } from './problem.ts';

/** node:http's request as the web's. Throws a Problem where it has no address, or a body that is too large. */
export function webRequest(incoming: IncomingMessage, secure: boolean, bodyMaxBytes: number): Request {
  const { method = 'GET', headers } = incoming;
  const init: RequestInit & { duplex?: 'half' } = { method, headers: webHeaders(incoming) };
  if (method !== 'GET' && method !== 'HEAD') {
    if (Number(headers['content-length'] ?? 0) > bodyMaxBytes) throw tooLarge(bodyMaxBytes);
    init.body = Readable.toWeb(Readable.from(bounded(incoming, bodyMaxBytes))) as ReadableStream<Uint8Array>;
    init.duplex = 'half';
  }
  return new Request(addressOf(incoming, secure), init);
}

/** Only the path form of a target is taken (RFC 9112 §3.2.1): this is no proxy. */
function addressOf({ url = '', headers }: IncomingMessage, secure: boolean): URL {
  const host = headers.host ?? '';
  const address = `${secure ? 'https' : 'http'}://${host}${url}`;
  const isHost = /^[A-Za-z0-9._-]+(?::\d{1,5})?$|^\[[0-9A-Fa-f:.]+\](?::\d{1,5})?$/.test(host);
  if (!isHost || !url.startsWith('/') || !URL.canParse(address)) throw new Problem(400, 'the request has no address');
  return new URL(address);
}

function webHeaders({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers();
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) headers.append(rawHeaders[i]!, rawHeaders[i + 1]!);
  return headers;
}

async function* bounded(incoming: IncomingMessage, maxBytes: number): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    yield chunk;
  }
}

function tooLarge(maxBytes: number): Problem {
  return new Problem(413, `a body may have ${maxBytes} octets`, { Connection: 'close' });
}

/** Sends the web's answer by node:http, at the pace of the peer. */
export async function sendResponse(response: Response, outgoing: ServerResponse): Promise<void> {
  const headers: [string, string][] = [...response.headers];
  outgoing.writeHead(response.status, headers.flat());
  if (response.body === null) {
    outgoing.end();
    return;
  }
  await pipeline(Readable.fromWeb(response.body as import('node:stream/web').ReadableStream), outgoing);
}
