import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeUtf8, type Log } from '../base/index.ts';
import { ScriptedConnection } from '../connection/index.ts';
import { createHttpServer, Problem, type Site } from './index.ts';
import { ask, openHttp, sayRaw } from './testing.ts';

const site: Site = (app) => {
  app.get('/hello', (c) => c.text('hello'));
  app.post('/length', async (c) => c.text(String((await c.req.arrayBuffer()).byteLength)));
  app.get('/refused', () => {
    throw new Problem(403, 'not you');
  });
  app.get('/broken', () => {
    throw new Error('/secret/path is missing');
  });
  app.get('/large', (c) => c.body('x'.repeat(3_000_000)));
};

test('an answer carries an id and the secure headers', async (scope) => {
  const { port } = await openHttp(scope, { sites: [site] });
  const answer = await ask(port, '/hello?secret=1');
  assert.equal(answer.status, 200);
  assert.equal(answer.body, 'hello');
  assert.match(String(answer.headers['x-request-id']), /^[\w-]{12}$/);
  for (const name of ['content-security-policy', 'x-content-type-options', 'x-frame-options', 'referrer-policy']) {
    assert.ok(answer.headers[name], name);
  }
  assert.equal(answer.headers['strict-transport-security'], undefined);
  assert.equal((await ask(port, '/hello', { method: 'HEAD' })).body, '');
});

test('errors are problem details, and say nothing of the inside', async (scope) => {
  const { port } = await openHttp(scope, { sites: [site] });
  for (const [path, status, title, detail] of [
    ['/nothing', 404, 'Not Found', 'there is nothing here'],
    ['/refused', 403, 'Forbidden', 'not you'],
    ['/broken', 500, 'Internal Server Error', 'the server failed, and its log says why'],
  ] as const) {
    const answer = await ask(port, path);
    assert.equal(answer.status, status);
    assert.equal(answer.headers['content-type'], 'application/problem+json');
    const problem = JSON.parse(answer.body) as Record<string, unknown>;
    const instance = `urn:rookery:request:${answer.headers['x-request-id']}`;
    assert.deepEqual(problem, { type: 'about:blank', title, status, detail, instance });
  }
});

test('limits: bodies, headers, what is no request, and a target that is not a path', async (scope) => {
  const limits = { bodyMaxBytes: 1000, headerMaxBytes: 2000 };
  const { port } = await openHttp(scope, { sites: [site], limits });
  assert.equal((await ask(port, '/length', { method: 'POST', body: 'x'.repeat(1000) })).body, '1000');
  assert.equal((await ask(port, '/length', { method: 'POST', body: 'x'.repeat(1001) })).status, 413);
  const chunks = `3E9\r\n${'x'.repeat(1001)}\r\n0\r\n\r\n`;
  const head = 'POST /length HTTP/1.1\r\nHost: a.example\r\nTransfer-Encoding: chunked\r\n';
  assert.match(await sayRaw(port, `${head}\r\n${chunks}`), /^HTTP\/1\.1 413 /);
  const long = `GET /hello HTTP/1.1\r\nHost: a.example\r\nX: ${'x'.repeat(3000)}\r\n\r\n`;
  assert.match(await sayRaw(port, long), /^HTTP\/1\.1 431 /);
  assert.match(await sayRaw(port, 'EHLO there\r\n\r\n'), /^HTTP\/1\.1 400 /);
  assert.match(await sayRaw(port, 'GET /hello HTTP/1.1\r\nConnection: close\r\n\r\n'), /^HTTP\/1\.1 400 /);
  const proxy = 'GET http://b.example/hello HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n';
  assert.match(await sayRaw(port, proxy), /^HTTP\/1\.1 400 /);
  const host = 'GET /hello HTTP/1.1\r\nHost: a/b@c\r\nConnection: close\r\n\r\n';
  assert.match(await sayRaw(port, host), /^HTTP\/1\.1 400 /);
  // Smuggling (RFC 9112 §6.1): two lengths are none.
  const both = `POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`;
  assert.match(await sayRaw(port, both), /^HTTP\/1\.1 400 /);
});

test('more requests than are answered at one time are asked to come again', async (scope) => {
  const gate = Promise.withResolvers<void>();
  const arrived = Promise.withResolvers<void>();
  const slow: Site = (app) => {
    app.get('/slow', async (c) => {
      arrived.resolve();
      await gate.promise;
      return c.text('at last');
    });
  };
  const { port } = await openHttp(scope, { sites: [slow], limits: { requestsAtOnceMax: 1 } });
  const first = ask(port, '/slow');
  await arrived.promise;
  const second = await ask(port, '/slow');
  assert.equal(second.status, 503);
  assert.equal(second.headers['retry-after'], '5');
  gate.resolve();
  assert.equal((await first).body, 'at last');
});

test('pipelined requests are answered in order, and a large answer whole', async (scope) => {
  const { port } = await openHttp(scope, { sites: [site] });
  const get = (path: string, more = '') => `GET ${path} HTTP/1.1\r\nHost: a.example\r\n${more}\r\n`;
  const heard = await sayRaw(port, get('/hello') + get('/nothing') + get('/large', 'Connection: close\r\n'));
  assert.deepEqual(
    [...heard.matchAll(/HTTP\/1\.1 (\d+) /g)].map((match) => match[1]),
    ['200', '404', '200'],
  );
  assert.ok(heard.includes('x'.repeat(3_000_000)));
});

/** A server on a scripted connection and a clock that stands. */
function scripted(sites: readonly Site[], log: Log) {
  const time = { now: 1000 };
  const randomness = { bytes: (length: number) => new Uint8Array(length) };
  const server = createHttpServer({ sites, clock: { now: () => time.now }, randomness, log });
  const connection = new ScriptedConnection({ secure: true });
  return { time, server, connection, served: server.serve(connection) };
}

const quiet: Log = { event() {}, child: () => quiet };

test('time is bounded: for a request to come, and for its header', async () => {
  const { time, connection, served } = scripted([site], quiet);
  await connection.settled();
  assert.equal(connection.readTimeoutMs, 30_000);
  connection.send(encodeUtf8('GET /hello HTTP/1.1\r\nHost: a'));
  await connection.settled();
  assert.equal(connection.readTimeoutMs, 20_000);
  time.now += 15_000;
  connection.send(encodeUtf8('.example\r\n'));
  await connection.settled();
  assert.equal(connection.readTimeoutMs, 5_000, 'more octets do not bring more time');
  time.now += 5_000;
  connection.expire();
  await served;
  assert.equal(connection.isClosed, true);
});

test('the log tells what was asked, without the query', async () => {
  const told: [string, Readonly<Record<string, unknown>>][] = [];
  const log: Log = { event: (_level, name, fields) => told.push([name, { ...fields }]), child: () => log };
  const { connection, served } = scripted([site], log);
  connection.send('GET /hello?email=anna@example.org HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  await served;
  assert.match(connection.take(), /^HTTP\/1\.1 200 OK\r\n[\s\S]*strict-transport-security: max-age=/i);
  const fields = { request: 'AAAAAAAAAAAA', method: 'GET', path: '/hello', status: 200, durationMs: 0 };
  assert.deepEqual(told, [['http.answered', fields]]);
});

test('drain: who waits goes at once, who is served is served', async () => {
  const gate = Promise.withResolvers<void>();
  const arrived = Promise.withResolvers<void>();
  const slow: Site = (app) => {
    app.get('/slow', async (c) => {
      arrived.resolve();
      await gate.promise;
      return c.text('at last');
    });
  };
  const { server, connection, served } = scripted([slow], quiet);
  const idle = new ScriptedConnection();
  const left = server.serve(idle);
  await idle.settled();
  connection.send('GET /slow HTTP/1.1\r\nHost: a\r\n\r\n');
  await arrived.promise;
  const drained = server.drain();
  await left;
  assert.equal(idle.isClosed, true);
  assert.equal(connection.isClosed, false);
  gate.resolve();
  await drained;
  await served;
  assert.match(connection.take(), /^HTTP\/1\.1 200 OK\r\nconnection: close\r\n[\s\S]*at last/i);
});
