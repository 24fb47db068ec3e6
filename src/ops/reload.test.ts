import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { connect, type PeerCertificate } from 'node:tls';
import type { Engines } from './engines.ts';
import {
  converse,
  freePortBase,
  rookery,
  runProcess,
  scratchFolder,
  start,
  type TestScope,
  testEngines,
} from './testing.ts';

const PASSWORD = 'correct horse 17';

async function serving(test: TestScope) {
  const dir = scratchFolder(test);
  const base = await freePortBase();
  await rookery(['init', '--dir', dir, '--domain', 'example.org', '--port-base', String(base)]);
  await rookery(['account', 'add', 'ada@example.org', '--dir', dir, '--password', PASSWORD]);
  setKeys(dir, { threads: '2', destination: '"server.log"' });
  const server = await start(test, ['serve', '--dir', dir], /^ready$/);
  return { dir, base, server };
}

function setKeys(dir: string, keys: Readonly<Record<string, string>>): void {
  const file = join(dir, 'rookery.toml');
  let text = readFileSync(file, 'utf8');
  for (const [key, value] of Object.entries(keys))
    text = text.replace(new RegExp(`^${key} = \\S+`, 'm'), `${key} = ${value}`);
  writeFileSync(file, text);
}

/** A session that is open, and what it heard. */
async function openSession(port: number) {
  const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false });
  socket.setEncoding('utf8').on('error', () => {});
  let heard = '';
  let wake: () => void = () => {};
  socket.on('data', (piece: string) => {
    heard += piece;
    wake();
  });
  const hears = async (pattern: RegExp): Promise<void> => {
    while (!pattern.test(heard)) await new Promise<void>((resolve) => (wake = resolve));
  };
  await hears(/^\* OK /);
  return { socket, hears, certificate: (): PeerCertificate => socket.getPeerCertificate() };
}

it('reads configuration and certificate again while a session goes on', async (test) => {
  const { dir, base, server } = await serving(test);
  const session = await openSession(base + 993);
  const first = session.certificate().fingerprint256;

  setKeys(dir, { pop3: '"off"', messageMaxBytes: '77_000', hostname: '"mail.example.org"' });
  // Another certificate, as one that was renewed would lie there.
  for (const name of ['key.pem', 'certificate.pem']) rmSync(join(dir, 'tls', name));
  const refused = await runProcess(['reload', '--dir', dir]);
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /cannot use the certificate/);
  await rookery(['init', '--dir', `${dir}-other`, '--domain', 'example.org']);
  for (const name of ['key.pem', 'certificate.pem']) {
    writeFileSync(join(dir, 'tls', name), readFileSync(join(`${dir}-other`, 'tls', name)));
  }

  const done = await runProcess(['reload', '--dir', dir, '--json']);
  assert.equal(done.code, 0, done.stderr);
  assert.deepEqual(JSON.parse(done.stdout), {
    ok: true,
    changed: ['server.hostname', 'listeners.pop3'],
    waiting: ['store.messageMaxBytes'],
  });
  const { stdout } = await runProcess(['status', '--dir', dir, '--json']);
  const { ports } = JSON.parse(stdout) as { ports: Record<string, number> };
  assert.deepEqual([ports.imap, ports.pop3, ports.pop3s], [base + 143, undefined, base + 995]);
  const next = await openSession(base + 993);
  await next.hears(/mail\.example\.org/);
  assert.notEqual(next.certificate().fingerprint256, first);
  session.socket.write(`a LOGIN ada@example.org "${PASSWORD}"\r\n`);
  await session.hears(/^a OK /m);

  server.kill('SIGTERM');
  await session.hears(/^\* BYE /m);
  await next.hears(/^\* BYE /m);
  assert.deepEqual(await server.exit, { code: 0, signal: null });
});

it('refuses a configuration that cannot be used, in the words of a start, and goes on', async (test) => {
  const { dir, base, server } = await serving(test);
  setKeys(dir, { drainMs: '"soon"' });
  const refused = await runProcess(['reload', '--dir', dir]);
  assert.equal(refused.code, 1);
  const atStart = await runProcess(['status', '--dir', dir]);
  assert.equal(refused.stderr, atStart.stderr);
  assert.match(await converse(base + 993, [`a LOGIN ada@example.org "${PASSWORD}"`, 'b LOGOUT']), /^a OK /m);
  setKeys(dir, { drainMs: '9_999' });
  assert.equal((await runProcess(['reload', '--dir', dir])).stdout, 'Reloaded: server.drainMs.\n');
  server.kill('SIGHUP');
  assert.match((await runProcess(['reload', '--dir', dir])).stdout, /no other change/);
  const log = readFileSync(join(dir, 'server.log'), 'utf8');
  assert.match(log, /server\.reloadRefused/);
  server.kill('SIGTERM');
  assert.deepEqual(await server.exit, { code: 0, signal: null });
});

it('says so where no server runs', async (test) => {
  const dir = scratchFolder(test);
  await rookery(['init', '--dir', dir, '--domain', 'example.org']);
  const { code, stderr } = await rookery(['reload', '--dir', dir]);
  assert.equal(code, 1);
  assert.match(stderr, /no server is serving .*: there is nothing to reload/);
});

it('a server whose store can write no more ends in order with exit code 1', async (test) => {
  const dir = scratchFolder(test);
  await rookery(['init', '--dir', dir, '--domain', 'example.org']);
  let drained = 0;
  const engines: Engines = {
    ...testEngines,
    openStore: (opening) => {
      setImmediate(() => opening.onLost('the writer thread has ended'));
      return testEngines.openStore(opening);
    },
    services: () => [
      {
        listeners: [],
        answer: () => assert.fail('no listener'),
        drain: async () => {
          drained++;
        },
      },
    ],
  };
  assert.equal((await rookery(['serve', '--dir', dir], '', engines)).code, 1);
  assert.equal(drained, 1);
});
