import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Directory, openDirectory, QUICK_PASSWORD_LIMITS, type Resolution } from './index.ts';

const clock = { now: () => 1_000_000 };

async function withDirectory(work: (directory: Directory) => Promise<void>): Promise<void> {
  const directory = openDirectory({ file: ':memory:', clock, limits: QUICK_PASSWORD_LIMITS });
  try {
    assert.ok((await directory.addDomain('Example.org')).ok);
    for (const name of ['Anna', 'ben', '"John Q"', 'Zoë', 'c+c']) {
      const added = await directory.addAccount({ address: `${name}@EXAMPLE.org`, password: 'secret' });
      assert.ok(added.ok, JSON.stringify(added));
    }
    await work(directory);
  } finally {
    directory.close();
  }
}

/** `anna(detail) ben`, or the kind where nobody is found. */
function shape(resolution: Resolution): string {
  if (resolution.kind !== 'local') return resolution.kind;
  return resolution.recipients
    .map(({ account, detail }) => account.address.split('@')[0] + (detail === undefined ? '' : `(${detail})`))
    .join(' ');
}

test('an address leads to accounts, whatever its case, quotes and details', () =>
  withDirectory(async (directory) => {
    assert.ok(
      (await directory.addAlias({ address: 'team@example.org', targets: ['anna@example.org', 'ben@example.org'] })).ok,
    );
    assert.ok(
      (await directory.addAlias({ address: 'all@example.org', targets: ['team@example.org', 'ANNA+x@example.org'] }))
        .ok,
    );
    const table: readonly (readonly [string, string])[] = [
      ['anna@example.org', 'Anna'],
      ['ANNA@EXAMPLE.ORG', 'Anna'],
      ['"anna"@example.org', 'Anna'],
      ['"a\\nna"@example.org', 'Anna'],
      ['anna+news@example.org', 'Anna(news)'],
      ['anna+News+More@example.org', 'Anna(News+More)'],
      ['anna+@example.org', 'Anna()'],
      ['+anna@example.org', 'unknownRecipient'],
      ['c+c@example.org', 'c+c'],
      ['c+d@example.org', 'unknownRecipient'],
      ['"john q"@example.org', '"John Q"'],
      ['"john q+a b"@example.org', '"John Q"(a b)'],
      ['ZOË@example.org', 'Zoë'],
      ['zoe\u0308@example.org', 'Zoë'],
      ['team@example.org', 'Anna ben'],
      ['team+tag@example.org', 'Anna(tag) ben(tag)'],
      ['all+tag@example.org', 'Anna(tag) ben(tag)'],
      ['nobody@example.org', 'unknownRecipient'],
      ['anna@example.net', 'foreign'],
      ['anna@sub.example.org', 'foreign'],
      ['a..b@example.org', 'unknownRecipient'],
      [`${'x'.repeat(100_000)}@example.org`, 'unknownRecipient'],
      ['anna', 'foreign'],
      ['', 'foreign'],
      ['@', 'foreign'],
      ['anna@[127.0.0.1]', 'foreign'],
      ['anna@\ud800.org', 'foreign'],
      ['postmaster', 'unknownRecipient'],
    ];
    for (const [address, expected] of table) {
      assert.equal(shape(await directory.resolve(address)), expected, address.slice(0, 60));
    }
    assert.ok((await directory.setCatchAll('example.org', 'ben@example.org')).ok);
    assert.equal(shape(await directory.resolve('nobody+x@example.org')), 'ben');
    assert.equal(shape(await directory.resolve('anna@example.org')), 'Anna');
    assert.equal(shape(await directory.resolve('Postmaster')), 'ben');
  }));

test('a domain in any writing is one domain', async () => {
  const directory = openDirectory({ file: ':memory:', clock, limits: QUICK_PASSWORD_LIMITS });
  assert.deepEqual(await directory.addDomain('XN--BCHER-KVA.example'), {
    ok: true,
    value: { name: 'bücher.example', catchAll: undefined },
  });
  assert.equal((await directory.addDomain('BÜCHER.example')).ok, false);
  assert.ok((await directory.addAccount({ address: 'a@bücher.example', password: 'p' })).ok);
  assert.equal(shape(await directory.resolve('a@xn--bcher-kva.example')), 'a');
  assert.equal(shape(await directory.resolve('a@BÜCHER.EXAMPLE')), 'a');
  for (const bad of [
    '',
    'a..b',
    '-a.org',
    'a b.org',
    '127.0.0.1',
    'a/b.org',
    'a.org.',
    'x'.repeat(300),
    'ex%61mple.org',
    'a@b.org',
  ]) {
    const added = await directory.addDomain(bad);
    assert.equal(!added.ok && added.error.code, 'invalid', bad);
  }
  directory.close();
});

test('errors say what is wrong', () =>
  withDirectory(async (directory) => {
    const code = (result: { ok: true } | { ok: false; error: { code: string; detail: string } }) => {
      if (result.ok) return 'ok';
      assert.ok(result.error.detail.length > 10);
      return result.error.code;
    };
    const add = (address: string, password = 'p', quotaBytes?: number) =>
      directory.addAccount({ address, password, ...(quotaBytes === undefined ? {} : { quotaBytes }) });
    assert.equal(code(await add('anna@example.org')), 'exists');
    assert.equal(code(await add('x@example.net')), 'notFound');
    assert.equal(code(await add('x y@example.org')), 'invalid');
    assert.equal(code(await add(`${'é'.repeat(33)}@example.org`)), 'invalid');
    assert.equal(code(await add('x@example.org', '')), 'invalid');
    assert.equal(code(await add('x@example.org', 'p'.repeat(1025))), 'invalid');
    assert.equal(code(await add('x@example.org', 'p', -1)), 'invalid');
    assert.equal(code(await directory.setPassword('x@example.org', 'p')), 'notFound');
    assert.equal(code(await directory.setQuota('x@example.org', 5)), 'notFound');
    assert.equal(code(await directory.setQuota('ANNA@example.org', 5)), 'ok');
    assert.equal((await directory.findAccount('anna@example.org'))?.quotaBytes, 5);
    assert.equal(code(await directory.setQuota('ANNA@example.org', undefined)), 'ok');
    assert.equal((await directory.findAccount('anna@example.org'))?.quotaBytes, undefined);
    assert.equal(code(await directory.removeDomain('example.org')), 'inUse');
    assert.equal(code(await directory.removeDomain('example.net')), 'notFound');
    assert.equal(code(await directory.setCatchAll('example.org', 'x@example.org')), 'notFound');

    const alias = (address: string, ...targets: string[]) => directory.addAlias({ address, targets });
    assert.equal(code(await alias('al@example.org')), 'invalid');
    assert.equal(code(await alias('al@example.org', 'x@example.net')), 'invalid');
    assert.equal(code(await alias('al@example.org', 'x@example.org')), 'notFound');
    assert.equal(code(await alias('al@example.org', 'AL@example.org')), 'invalid');
    assert.equal(code(await alias('anna@example.org', 'ben@example.org')), 'exists');
    assert.equal(code(await alias('al@example.org', 'ben@example.org', 'BEN@example.org')), 'ok');
    assert.deepEqual(await directory.aliases(), [{ address: 'al@example.org', targets: ['ben@example.org'] }]);
    assert.equal(code(await add('AL@example.org')), 'exists');
    assert.equal(code(await directory.removeAccount('ben@example.org')), 'inUse');
    assert.equal(code(await alias('up@example.org', 'al+x@example.org')), 'ok');
    assert.equal(code(await directory.removeAlias('al@example.org')), 'inUse');
    assert.equal(code(await alias('al+x@example.org', 'up@example.org')), 'invalid');
    assert.equal(shape(await directory.resolve('up@example.org')), 'ben(x)');
    assert.equal(code(await directory.removeAlias('up@example.org')), 'ok');
    assert.equal(code(await directory.removeAlias('al@example.org')), 'ok');
    assert.equal(code(await directory.removeAlias('al@example.org')), 'notFound');
    assert.equal(code(await directory.setCatchAll('example.org', 'ben@example.org')), 'ok');
    assert.equal(code(await directory.removeAccount('ben@example.org')), 'inUse');
    assert.equal(code(await directory.setCatchAll('example.org', undefined)), 'ok');
    assert.equal(code(await directory.removeAccount('ben@example.org')), 'ok');
  }));

test('a long chain of aliases ends at its limit', async () => {
  const directory = openDirectory({ file: ':memory:', clock, limits: { ...QUICK_PASSWORD_LIMITS, aliasDepthMax: 3 } });
  await directory.addDomain('example.org');
  await directory.addAccount({ address: 'a0@example.org', password: 'p' });
  for (let i = 1; i <= 3; i++) {
    assert.ok((await directory.addAlias({ address: `a${i}@example.org`, targets: [`a${i - 1}@example.org`] })).ok);
  }
  assert.equal(shape(await directory.resolve('a3@example.org')), 'a0');
  assert.equal((await directory.addAlias({ address: 'a5@example.org', targets: ['a4@example.org'] })).ok, false);
  directory.close();
});

test('an id is never given out again', () =>
  withDirectory(async (directory) => {
    const last = (await directory.accounts()).reduce((a, b) => (a.id > b.id ? a : b));
    assert.ok((await directory.removeAccount(last.address)).ok);
    const added = await directory.addAccount({ address: last.address, password: 'p' });
    assert.ok(added.ok && added.value.id > last.id);
    assert.equal(await directory.account(last.id), undefined);
    assert.deepEqual(await directory.account(added.value.id), added.value);
  }));

test('what one process changes, another sees at once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rookery-directory-'));
  try {
    const file = join(folder, 'directory.db');
    const server = openDirectory({ file, clock, limits: QUICK_PASSWORD_LIMITS });
    const tool = openDirectory({ file, clock, limits: QUICK_PASSWORD_LIMITS });
    await tool.addDomain('example.org');
    assert.equal(shape(await server.resolve('anna@example.org')), 'unknownRecipient');
    await tool.addAccount({ address: 'anna@example.org', password: 'one' });
    const login = (password: string) =>
      server.authenticate({ username: 'anna@example.org', password, remoteAddress: '192.0.2.1' });
    assert.ok((await login('one')).ok);
    assert.ok((await login('one')).ok);
    await tool.setPassword('anna@example.org', 'two');
    assert.equal((await login('one')).ok, false);
    assert.ok((await login('two')).ok);
    await tool.removeAccount('anna@example.org');
    assert.equal((await login('two')).ok, false);
    await tool.addAccount({ address: 'anna@example.org', password: 'three' });
    assert.equal((await login('two')).ok, false);
    server.close();
    tool.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
