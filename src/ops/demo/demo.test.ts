import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { it } from 'node:test';
import { promisify } from 'node:util';
import { converse, freePortBase, rookery, scratchFolder, start } from '../testing.ts';

/** Of CPU time, all threads together: what the wall clock says beside other tests means nothing. */
const READY_WITHIN_CPU_MS = 5_000;
/** Linux counts in these (USER_HZ). */
const TICK_MS = 10;
const STOP_LINE = /^Stop with Ctrl-C/;

function lineWith(stdout: string, word: string): string {
  return stdout
    .split('\n')
    .find((line) => line.trim().startsWith(word))!
    .trim();
}

/** Of a process and its threads (proc(5)); undefined on a system without /proc. */
function cpuTimeMs(pid: number): number | undefined {
  if (!existsSync(`/proc/${pid}/stat`)) return undefined;
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const [user, system] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13);
  return (Number(user) + Number(system)) * TICK_MS;
}

function has(program: string): boolean {
  return spawnSync(program, ['--version']).error === undefined;
}

it('the demo is ready soon, its lines work as they are printed, and its folder can be used again', async (test) => {
  const dir = scratchFolder(test);
  const base = await freePortBase();
  const args = ['demo', '--dir', dir, '--port-base', String(base)];
  const startedAt = performance.now();
  const demo = await start(test, args, STOP_LINE);
  const tookMs = performance.now() - startedAt;
  const cpuMs = cpuTimeMs(demo.pid);
  test.diagnostic(`ready after ${Math.round(tookMs)} ms, ${cpuMs} ms of CPU`);
  if (cpuMs !== undefined) assert.ok(cpuMs < READY_WITHIN_CPU_MS, `${cpuMs} ms of CPU`);

  const shell = promisify(execFile);
  if (has('curl')) {
    const { stdout } = await shell('sh', ['-c', lineWith(demo.stdout(), 'curl')]);
    assert.match(stdout, /^Subject: /m);
    await shell('sh', ['-c', lineWith(demo.stdout(), "printf 'From")]);
    const said = await converse(base + 993, [
      'a LOGIN kenji@rookery.example paper-crane-0042',
      'b EXAMINE INBOX',
      'c FETCH * BODY.PEEK[]',
      'd LOGOUT',
    ]);
    assert.match(said, /\r\nSubject: Hello\r\n\r\nIt works\.\r\n/);
  } else test.diagnostic('curl is not here: its line was not tried');
  if (has('openssl')) {
    const { stdout } = await shell('sh', ['-c', lineWith(demo.stdout(), "printf 'a LOGIN")]);
    assert.match(stdout, /^\* STATUS "?INBOX"? \(MESSAGES \d+ UNSEEN \d+\)/m);
  } else test.diagnostic('openssl is not here: its line was not tried');
  const count = async () => {
    const said = await converse(base + 993, [
      'a LOGIN ada@rookery.example quill-and-ink-1815',
      'b STATUS INBOX (MESSAGES)',
      'c LOGOUT',
    ]);
    return /\(MESSAGES (\d+)\)/.exec(said)?.[1];
  };
  const messages = await count();
  demo.kill('SIGINT');
  assert.deepEqual(await demo.exit, { code: 0, signal: null });

  const again = await start(test, args, STOP_LINE);
  assert.equal(await count(), messages, 'the mail is there once');
  again.kill('SIGTERM');
  await again.exit;
  assert.ok(existsSync(dir));
});

it('the demo puts no sample mail into a real folder', async (test) => {
  const real = scratchFolder(test);
  await rookery(['init', '--dir', real, '--domain', 'example.org']);
  const refused = await rookery(['demo', '--dir', real]);
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /not one of the demo/);
});
