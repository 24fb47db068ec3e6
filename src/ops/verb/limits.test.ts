import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { DEFAULT_STORE_LIMITS } from '../../store/index.ts';
import { rookery, scratchFolder } from '../testing.ts';

interface Listed {
  readonly key: string;
  readonly value: unknown;
  readonly default: unknown;
  readonly changed: boolean;
  readonly meaning: string;
}

it('every limit is listed with its default and its meaning, and what was changed is marked', async (test) => {
  const plain = JSON.parse((await rookery(['limits', '--json'])).stdout) as Listed[];
  assert.deepEqual(
    plain.map(({ key }) => key),
    Object.keys(DEFAULT_STORE_LIMITS).map((key) => `store.${key}`),
  );
  assert.ok(
    plain.every(({ changed, meaning, value, default: usual }) => !changed && meaning !== '' && value === usual),
  );
  const dir = scratchFolder(test);
  await rookery(['init', '--dir', dir, '--domain', 'example.org']);
  const file = join(dir, 'rookery.toml');
  const written = readFileSync(file, 'utf8');
  const changed = written.replace(/^#? ?mailboxesMax = .*$/m, 'mailboxesMax = 7');
  assert.notEqual(changed, written);
  writeFileSync(file, changed);
  const listed = JSON.parse((await rookery(['limits', '--dir', dir, '--json'])).stdout) as Listed[];
  assert.deepEqual(
    listed.filter((one) => one.changed).map(({ key, value, default: usual }) => [key, value, usual]),
    [['store.mailboxesMax', 7, DEFAULT_STORE_LIMITS.mailboxesMax]],
  );
  const { stdout } = await rookery(['limits', '--dir', dir]);
  assert.match(stdout, /^\* +store\.mailboxesMax +7 \(default \d+\) +mailboxes of one account, at most$/m);
});
