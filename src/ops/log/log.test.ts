import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { openLog } from './open-log.ts';
import { prettyLine } from './pretty-line.ts';

it('writes one JSON object for each event, from the level on, and hides what is named like a secret', (test) => {
  const folder = mkdtempSync(join(tmpdir(), 'rookery-test-'));
  test.after(() => rmSync(folder, { recursive: true, force: true }));
  const log = openLog({ level: 'info', format: 'json', destination: 'server.log', bufferMaxBytes: 65_536 }, folder);
  log.event('debug', 'too.quiet');
  log.child({ connection: 7 }).event('warn', 'login.failed', { name: 'ada', password: 'quill', token: 't-1' });
  log.flush();
  const lines = readFileSync(join(folder, 'server.log'), 'utf8').trim().split('\n');
  assert.equal(lines.length, 1);
  const { time, ...event } = JSON.parse(lines[0]!) as Record<string, unknown>;
  assert.match(String(time), /^\d{4}-\d\d-\d\dT.*Z$/);
  const hidden = '[hidden]';
  assert.deepEqual(event, {
    level: 'warn',
    connection: 7,
    event: 'login.failed',
    name: 'ada',
    password: hidden,
    token: hidden,
  });
});

it('lines for people are one line and steer no terminal', () => {
  const time = '2026-01-02T03:04:05.678Z';
  const line = prettyLine(
    JSON.stringify({ level: 'info', time, event: 'a.b', n: 1, text: 'two words', evil: 'x\u001b[2J\ny' }),
  );
  assert.equal(line, '03:04:05 info  a.b n=1 text="two words" evil="x\\u001b[2J\\ny"\n');
});
