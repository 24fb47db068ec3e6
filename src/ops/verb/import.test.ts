import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { dataFolder } from '../data-folder.ts';
import { takeLock } from '../run/lock.ts';
import { rookery, scratchFolder } from '../testing.ts';

it('import and export say what they did, and what is wrong', async (test) => {
  const dir = scratchFolder(test);
  await rookery(['init', '--dir', dir, '--domain', 'example.org']);
  await rookery(['account', 'add', 'ada@example.org', '--password', 'x', '--dir', dir]);
  const mail = join(dir, 'mail');
  mkdirSync(mail);
  writeFileSync(join(mail, 'a.eml'), 'Subject: a\n\ntext\n');
  const run = (verb: string, ...more: readonly string[]) =>
    rookery([verb, '--dir', dir, '--account', 'ada@example.org', ...more]);

  const counted = await run('import', '--dry-run', '--json', mail);
  assert.deepEqual([counted.code, (JSON.parse(counted.stdout) as { messages: number }).messages], [0, 1]);
  const imported = await run('import', '--mailbox', 'Old/2024', mail);
  assert.equal(imported.code, 0, imported.stderr);
  assert.match(imported.stdout, /^Old\/2024 +1\nImported 1 messages\.$/m);
  assert.equal((await run('export', '--format', 'eml', join(dir, 'out'))).code, 0);
  const taken = await run('export', '--format', 'eml', join(dir, 'out'));
  assert.deepEqual([taken.code, /overwrites nothing/.test(taken.stderr)], [1, true]);

  assert.equal((await run('import', '--format', 'pst', mail)).code, 2);
  assert.equal((await run('export', join(dir, 'other'))).code, 2);
  assert.match((await run('import', join(dir, 'no'))).stderr, /there is no .*no$/m);
  const unknown = await rookery(['import', '--dir', dir, '--account', 'bob@example.org', mail]);
  assert.deepEqual([unknown.code, /rookery account add bob@example\.org/.test(unknown.stderr)], [1, true]);

  const lock = takeLock(dataFolder(dir));
  const refused = await run('import', mail);
  lock?.release();
  assert.deepEqual([refused.code, /stop it first/.test(refused.stderr)], [1, true]);
});
