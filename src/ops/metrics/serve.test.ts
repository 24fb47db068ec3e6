import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { it } from 'node:test';
import { converse, freePortBase, rookery, scratchFolder, start } from '../testing.ts';

const PASSWORD = 'correct horse 17';

it('tells the numbers of two threads, and that a server which drains is not ready', async (test) => {
  const dir = scratchFolder(test);
  const base = await freePortBase();
  await rookery(['init', '--dir', dir, '--domain', 'example.org', '--port-base', String(base)]);
  await rookery(['account', 'add', 'ada@example.org', '--dir', dir, '--password', PASSWORD]);
  const file = join(dir, 'rookery.toml');
  writeFileSync(file, readFileSync(file, 'utf8').replace('threads = 0', 'threads = 2'));
  const server = await start(test, ['serve', '--dir', dir], /^ready$/);
  const get = (path: string) => fetch(`http://127.0.0.1:${base + 9464}${path}`);
  const metrics = async () => (await (await get('/metrics')).text()).split('\n');
  assert.equal((await get('/health/live')).status, 200);
  assert.equal((await get('/health/ready')).status, 200);

  for (let i = 0; i < 4; i++)
    await converse(base + 993, [`a LOGIN ada@example.org "${PASSWORD}"`, 'b NOOP', 'c LOGOUT']);
  await converse(base + 995, ['USER ada@example.org', 'PASS wrong', 'QUIT']);
  const lmtp = connect({ host: '127.0.0.1', port: base + 24 });
  const replies = createInterface(lmtp)[Symbol.asyncIterator]();
  const hear = async (wanted: RegExp) => {
    for (;;) {
      const { value, done } = await replies.next();
      if (done === true || wanted.test(value)) return;
    }
  };
  const mail = ['MAIL FROM:<>', 'RCPT TO:<ada@example.org>', 'DATA'];
  lmtp.write(['LHLO a', ...mail, ''].join('\r\n'));
  await hear(/^354/);
  lmtp.write('Subject: one\r\n\r\none\r\n.\r\n');
  await hear(/^250/);
  for (const line of [
    'rookery_connections_accepted_total{listener="imaps"} 4',
    'rookery_connections_open{listener="imaps"} 0',
    'rookery_connections_open{listener="lmtp"} 1',
    'rookery_logins_total{protocol="imap",result="ok"} 4',
    'rookery_logins_total{protocol="pop3",result="failed"} 1',
    'rookery_commands_total{protocol="imap"} 12',
    'rookery_commands_total{protocol="pop3"} 3',
    'rookery_deliveries_total{outcome="delivered"} 1',
    'rookery_store_messages_appended_total 1',
    'rookery_thread_deaths_total 0',
    'rookery_ready 1',
  ]) {
    while (!(await metrics()).includes(line));
  }
  const all = (await metrics()).join('\n');
  for (const known of [/^process_resident_memory_bytes \d/m, /^process_open_fds \d/m, /^nodejs_version_info/m]) {
    assert.match(all, known);
  }
  assert.doesNotMatch(all, /ada|example\.org|127\.0\.0\.1/, 'no name and no address');

  lmtp.write([...mail, ''].join('\r\n'));
  await hear(/^354/);
  server.kill('SIGTERM');
  while ((await get('/health/ready')).status === 200);
  assert.equal((await get('/health/ready')).status, 503);
  assert.equal((await get('/health/live')).status, 200);
  assert.ok((await metrics()).includes('rookery_ready 0'));
  lmtp.write('Subject: two\r\n\r\ntwo\r\n.\r\n');
  await hear(/^250/);
  lmtp.end();
  await once(lmtp, 'close');
  assert.deepEqual(await server.exit, { code: 0, signal: null });
});

it('has no such listener where it is off', async (test) => {
  const dir = scratchFolder(test);
  const base = await freePortBase();
  await rookery(['init', '--dir', dir, '--domain', 'example.org', '--port-base', String(base)]);
  const file = join(dir, 'rookery.toml');
  writeFileSync(file, readFileSync(file, 'utf8').replace('metrics = "127.0.0.1"', 'metrics = "off"'));
  await start(test, ['serve', '--dir', dir], /^ready$/);
  const { stdout } = await rookery(['status', '--dir', dir, '--json']);
  const { ports } = JSON.parse(stdout) as { ports: Record<string, number> };
  assert.ok(ports.imap !== undefined && ports.metrics === undefined);
  await assert.rejects(fetch(`http://127.0.0.1:${base + 9464}/metrics`));
});
