import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { rookery, runProcess, scratchFolder } from '../testing.ts';

it('init refuses a folder that is one already, and a domain that is none', async (test) => {
  const dir = scratchFolder(test);
  assert.equal((await rookery(['init', '--dir', dir, '--domain', 'example.org'])).code, 0);
  const again = await rookery(['init', '--dir', dir, '--domain', 'example.org']);
  assert.equal(again.code, 1);
  assert.match(again.stderr, /is a data folder already/);
  const wrong = await rookery(['init', '--dir', scratchFolder(test), '--domain', 'not a domain']);
  assert.equal(wrong.code, 1);
  assert.match(wrong.stderr, /is not a domain name: write it as example\.org/);
});

it('accounts, domains and aliases are added, listed and removed', async (test) => {
  const dir = scratchFolder(test);
  const at = ['--dir', dir, '--json'];
  const run = async (words: readonly string[]) => {
    const { code, stdout, stderr } = await rookery([...words, ...at]);
    assert.equal(code, 0, `${words.join(' ')}: ${stderr}`);
    return JSON.parse(stdout) as unknown;
  };
  await rookery(['init', '--dir', dir, '--domain', 'example.org']);
  const ada = { id: 1, address: 'ada@example.org', quotaBytes: 5_000 };
  assert.deepEqual(await run(['account', 'add', 'ada@example.org', '--password', 'x', '--quota', '5000']), ada);
  await run(['account', 'quota', 'ada@example.org', 'none']);
  assert.deepEqual(await run(['account', 'list']), [{ ...ada, quotaBytes: null }]);
  await run(['account', 'password', 'ada@example.org', '--password', 'y']);
  await run(['domain', 'add', 'example.net']);
  await run(['domain', 'catch-all', 'example.net', 'ada@example.org']);
  const domains = [
    { name: 'example.org', catchAll: null },
    { name: 'example.net', catchAll: 'ada@example.org' },
  ];
  assert.deepEqual(await run(['domain', 'list']), domains);
  await run(['alias', 'add', 'team@example.org', 'ada@example.org']);
  assert.deepEqual(await run(['alias', 'list']), [{ address: 'team@example.org', targets: ['ada@example.org'] }]);
  await run(['alias', 'remove', 'team@example.org']);
  await run(['domain', 'catch-all', 'example.net']);
  await run(['domain', 'remove', 'example.net']);

  const twice = await rookery(['account', 'add', 'ada@example.org', '--password', 'x', ...at]);
  assert.equal(twice.code, 1);
  assert.equal((JSON.parse(twice.stdout) as { ok: boolean }).ok, false);
});

it('a wrong configuration is refused with its lines', async (test) => {
  const dir = scratchFolder(test);
  await rookery(['init', '--dir', dir, '--domain', 'example.org']);
  const config = join(dir, 'rookery.toml');
  writeFileSync(config, readFileSync(config, 'utf8').replace('drainMs', 'drianMs'));
  const refused = await rookery(['serve', '--dir', dir]);
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /line \d+: \[server\] has no key drianMs: did you mean drainMs\?/);
});

it('init as a process writes a folder that all of Rookery can use', async (test) => {
  const dir = scratchFolder(test);
  const made = await runProcess(['init', '--dir', dir, '--domain', 'example.org', '--json']);
  assert.equal(made.code, 0, made.stderr);
  assert.equal((JSON.parse(made.stdout) as { domain: string }).domain, 'example.org');
  const checked = await runProcess(['check', '--dir', dir, '--json']);
  assert.equal(checked.code, 0, checked.stderr);
});

it('check finds a new folder sound', async (test) => {
  const dir = scratchFolder(test);
  await rookery(['init', '--dir', dir, '--domain', 'example.org']);
  const { code, stdout, stderr } = await rookery(['check', '--dir', dir, '--json']);
  assert.equal(code, 0, stderr);
  assert.equal((JSON.parse(stdout) as { ok: boolean }).ok, true);
});
