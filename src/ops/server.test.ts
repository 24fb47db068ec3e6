import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { connect } from 'node:tls';
import { converse, freePortBase, rookery, runProcess, scratchFolder, start, type TestScope } from './testing.ts';

const PASSWORD = 'correct horse 17';

async function initialised(test: TestScope): Promise<{ dir: string; base: number }> {
  const dir = scratchFolder(test);
  const base = await freePortBase();
  const made = await rookery(['init', '--dir', dir, '--domain', 'example.org', '--port-base', String(base)]);
  assert.equal(made.code, 0, made.stderr);
  return { dir, base };
}

function serve(test: TestScope, dir: string) {
  return start(test, ['serve', '--dir', dir], /^ready$/);
}

async function statusOf(dir: string, run = rookery) {
  const { stdout, code } = await run(['status', '--dir', dir, '--json']);
  assert.equal(code, 0);
  return JSON.parse(stdout) as { ready: boolean; pid: number | null; ports: Record<string, number> };
}

it('serves, tells its status, takes accounts while it runs, and survives kill -9', async (test) => {
  const { dir, base } = await initialised(test);
  const fresh = { running: false, ready: false, pid: null, ports: {}, startedAt: null };
  assert.deepEqual(await statusOf(dir), fresh);
  const first = await serve(test, dir);
  const status = await statusOf(dir, runProcess);
  assert.equal(status.ready, true);
  assert.equal(status.pid, first.pid);
  const ports = {
    ...{ smtp: base + 25, submission: base + 587, submissions: base + 465, lmtp: base + 24 },
    ...{ imap: base + 143, imaps: base + 993, pop3: base + 110, pop3s: base + 995 },
    ...{ http: base + 80, https: base + 443, metrics: base + 9464 },
  };
  assert.deepEqual(status.ports, ports);

  const added = await runProcess(['account', 'add', 'ada@example.org', '--dir', dir, '--password-file', '-'], PASSWORD);
  assert.equal(added.code, 0, added.stderr);
  const login = [`a LOGIN ada@example.org "${PASSWORD}"`, 'b CREATE kept', 'c LOGOUT'];
  assert.match(await converse(ports.imaps, login), /^b OK /m);

  const settings = `http://127.0.0.1:${ports.http}/mail/config-v1.1.xml?emailaddress=ada@example.org`;
  const told = await (await fetch(settings)).text();
  const open = [...told.matchAll(/<port>(\d+)<\/port>/g)].map((match) => Number(match[1]));
  const { imap, imaps, pop3, pop3s, submission, submissions } = ports;
  assert.deepEqual(new Set(open), new Set([imap, imaps, pop3, pop3s, submission, submissions]));

  first.kill('SIGKILL');
  assert.equal((await first.exit).signal, 'SIGKILL');
  assert.equal(
    (await rookery(['status', '--dir', dir, '--json'])).stdout,
    `${JSON.stringify(fresh)}\n`,
    'the file that a dead server left behind says nothing',
  );

  const second = await serve(test, dir);
  assert.match(await converse(ports.imaps, [login[0]!, 'b LIST "" kept', 'c LOGOUT']), /^\* LIST .*kept/m);
  second.kill('SIGTERM');
  assert.deepEqual(await second.exit, { code: 0, signal: null });
});

it('drains: sessions are told goodbye, no credential is in the log, and only one server has the folder', async (test) => {
  const { dir, base } = await initialised(test);
  const config = join(dir, 'rookery.toml');
  const logged = readFileSync(config, 'utf8')
    .replace('"stderr"', '"server.log"')
    .replace('level = "info"', 'level = "debug"');
  writeFileSync(config, logged);
  await rookery(['account', 'add', 'ada@example.org', '--dir', dir, '--password', PASSWORD]);
  await rookery(['account', 'add', 'kenji@example.org', '--dir', dir, '--password', PASSWORD]);
  const server = await serve(test, dir);

  const other = await rookery(['serve', '--dir', dir]);
  assert.equal(other.code, 1);
  assert.match(other.stderr, new RegExp(`the process ${server.pid} is serving`));
  const checked = await rookery(['check', '--dir', dir]);
  assert.equal(checked.code, 1);
  assert.match(checked.stderr, /stop it before the check/);

  const plain = Buffer.from(`\0ada@example.org\0${PASSWORD}`).toString('base64');
  await converse(base + 993, [
    `a AUTHENTICATE PLAIN ${plain}`,
    `b LOGIN ada@example.org wrong-${PASSWORD}`,
    'c LOGOUT',
  ]);
  await converse(base + 995, ['USER ada@example.org', `PASS ${PASSWORD}`, 'QUIT']);

  assert.equal((await rookery(['account', 'remove', 'kenji@example.org', '--dir', dir])).code, 0);
  assert.match(await converse(base + 993, [`a LOGIN kenji@example.org "${PASSWORD}"`, 'b LOGOUT']), /^a NO /m);
  assert.ok(existsSync(join(dir, 'removals', '2')), 'the wish waits for whoever holds the store');

  const idle = connect({ host: '127.0.0.1', port: base + 993, rejectUnauthorized: false });
  const heard: string[] = [];
  const greeted = new Promise<void>((resolve) => {
    idle.setEncoding('utf8').on('data', (piece: string) => {
      heard.push(piece);
      resolve();
    });
  });
  await greeted;
  const ended = new Promise((resolve) => idle.once('close', resolve));
  server.kill('SIGTERM');
  await ended;
  assert.match(heard.join(''), /^\* BYE /m);
  assert.deepEqual(await server.exit, { code: 0, signal: null });

  const log = readFileSync(join(dir, 'server.log'), 'utf8');
  const events = log
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { event: string }).event);
  assert.ok(events.includes('server.ready') && events.includes('server.stopped'));
  for (const secret of [PASSWORD, plain]) assert.ok(!log.includes(secret), 'a credential stands in the log');
});

it('removes an account with its mail when no server runs', async (test) => {
  const dir = scratchFolder(test);
  await rookery(['init', '--dir', dir, '--domain', 'example.org']);
  for (const name of ['ada', 'kenji']) {
    await rookery(['account', 'add', `${name}@example.org`, '--dir', dir, '--password', PASSWORD]);
  }
  assert.equal((await rookery(['account', 'remove', 'kenji@example.org', '--dir', dir])).code, 0);
  assert.ok(!existsSync(join(dir, 'removals', '2')));
  const left = JSON.parse((await rookery(['account', 'list', '--dir', dir, '--json'])).stdout) as unknown[];
  assert.equal(left.length, 1);
});

it('keeps what it writes from others', async (test) => {
  const dir = scratchFolder(test);
  await rookery(['init', '--dir', dir, '--domain', 'example.org']);
  for (const name of ['rookery.toml', 'directory.sqlite', 'tls/key.pem']) {
    assert.equal(statSync(join(dir, name)).mode & 0o077, 0, name);
  }
  assert.equal(statSync(dir).mode & 0o077, 0);
});
