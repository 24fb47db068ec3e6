import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { type Directory, type DirectoryLimits, openDirectory, QUICK_PASSWORD_LIMITS } from './index.ts';

interface Scene {
  readonly directory: Directory;
  readonly clock: { time: number; now(): number };
  /** `ok`, or the failure's code. */
  login(password: string, remoteAddress?: string, username?: string): Promise<string>;
}

async function scene(limits: Partial<DirectoryLimits>, work: (scene: Scene) => Promise<void>): Promise<void> {
  const clock = {
    time: 1_000_000,
    now() {
      return this.time;
    },
  };
  const directory = openDirectory({ file: ':memory:', clock, limits: { ...QUICK_PASSWORD_LIMITS, ...limits } });
  try {
    await directory.addDomain('example.org');
    await directory.addAccount({ address: 'anna@example.org', password: 'secret' });
    const login: Scene['login'] = async (password, remoteAddress = '192.0.2.1', username = 'anna@example.org') => {
      const result = await directory.authenticate({ username, password, remoteAddress });
      return result.ok ? 'ok' : result.error.code;
    };
    await work({ directory, clock, login });
  } finally {
    directory.close();
  }
}

test('the right password, and no other, logs in', () =>
  scene({ freeFailuresPerAddress: 1_000, freeFailuresPerAccount: 1_000 }, async ({ login }) => {
    const table: readonly (readonly [string, string, string])[] = [
      ['anna@example.org', 'secret', 'ok'],
      ['ANNA@Example.ORG', 'secret', 'ok'],
      ['"anna"@example.org', 'secret', 'ok'],
      ['anna@example.org', 'Secret', 'invalidCredentials'],
      ['anna@example.org', '', 'invalidCredentials'],
      ['anna@example.org', 'x'.repeat(100_000), 'invalidCredentials'],
      ['anna+x@example.org', 'secret', 'invalidCredentials'],
      ['anna', 'secret', 'invalidCredentials'],
      ['', '', 'invalidCredentials'],
      ['nobody@example.org', 'secret', 'invalidCredentials'],
      ['anna@example.net', 'secret', 'invalidCredentials'],
      ['x'.repeat(100_000), '\ud800', 'invalidCredentials'],
      ["anna'--@example.org", "' OR 1=1", 'invalidCredentials'],
    ];
    for (const [username, password, expected] of table) {
      assert.equal(await login(password, '192.0.2.1', username), expected, username.slice(0, 40));
    }
  }));

test('a password is one text in both normal forms', () =>
  scene({}, async ({ directory, login }) => {
    assert.ok((await directory.setPassword('anna@example.org', 'na\u00efve\u00a0pass')).ok);
    assert.equal(await login('nai\u0308ve pass'), 'ok');
  }));

test('failures from one network are slowed, by /64 in IPv6, and the wait doubles', () =>
  scene({ freeFailuresPerAddress: 2, freeFailuresPerAccount: 1_000 }, async ({ clock, directory, login }) => {
    assert.equal(await login('no', '2001:db8::1'), 'invalidCredentials');
    assert.equal(await login('no', '2001:db8:0:0:ffff::2'), 'invalidCredentials');
    assert.equal(await login('secret', '2001:DB8::3'), 'throttled');
    assert.equal(await login('secret', '2001:db8:0:1::1'), 'ok');
    const attempt = { username: 'x@example.org', password: 'x', remoteAddress: '2001:db8::9' };
    assert.deepEqual(await directory.authenticate(attempt), {
      ok: false,
      error: { code: 'throttled', retryAfterMs: 1_000 },
    });
    clock.time += 1_000;
    assert.equal(await login('no', '2001:db8::1'), 'invalidCredentials');
    clock.time += 1_000;
    const throttled = await directory.authenticate(attempt);
    assert.ok(!throttled.ok && throttled.error.code === 'throttled');
    assert.ok(throttled.error.retryAfterMs > 900 && throttled.error.retryAfterMs <= 1_000);
    clock.time += 36_000_000;
    assert.equal(await login('secret', '2001:db8::1'), 'ok');
  }));

test('failures on one account are slowed, but not for whoever is known there', () =>
  scene({ freeFailuresPerAddress: 1_000, freeFailuresPerAccount: 3 }, async ({ clock, login }) => {
    assert.equal(await login('secret', '198.51.100.7'), 'ok');
    for (let i = 0; i < 3; i++) assert.equal(await login('guess', `192.0.2.${i}`), 'invalidCredentials');
    assert.equal(await login('secret', '192.0.2.9'), 'throttled', 'a stranger, even one who guessed right');
    assert.equal(await login('secret', '198.51.100.7'), 'ok', 'the owner, where the owner has just been');
    clock.time += 1_000;
    assert.equal(await login('secret', '192.0.2.9'), 'ok');
    assert.equal(await login('guess', '192.0.2.9'), 'invalidCredentials', 'a login forgives the account');
  }));

test('a name that nobody has is slowed like one that somebody has', () =>
  scene({ freeFailuresPerAddress: 1_000, freeFailuresPerAccount: 3 }, async ({ login }) => {
    for (let i = 0; i < 3; i++) assert.equal(await login('x', '192.0.2.1', 'no@example.org'), 'invalidCredentials');
    assert.equal(await login('x', '192.0.2.1', 'no@example.org'), 'throttled');
  }));

test('many guesses at one time get no further than guesses one by one', () =>
  scene({ freeFailuresPerAddress: 3, verificationsMax: 1 }, async ({ login }) => {
    const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => login(`guess ${i}`)));
    assert.equal(answers.filter((answer) => answer === 'invalidCredentials').length, 3);
    assert.equal(answers.filter((answer) => answer === 'throttled').length, 47);
  }));

test('the line of those who wait is bounded, for each network and in all', () =>
  scene(
    {
      verificationsMax: 1,
      verificationsQueuedMax: 3,
      verificationsQueuedPerAddressMax: 2,
      freeFailuresPerAddress: 100,
    },
    async ({ login }) => {
      const mine = Array.from({ length: 5 }, () => login('no', '192.0.2.1', 'a@example.org'));
      const theirs = Array.from({ length: 3 }, () => login('no', '192.0.2.2', 'b@example.org'));
      const answers = await Promise.all([...mine, ...theirs]);
      assert.deepEqual(answers, [
        ...['invalidCredentials', 'invalidCredentials', 'invalidCredentials', 'throttled', 'throttled'],
        ...['invalidCredentials', 'unavailable', 'unavailable'],
      ]);
    },
  ));

test('a hash made with other parameters is made anew at login', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rookery-directory-'));
  const file = join(folder, 'directory.db');
  const clock = { now: () => 0 };
  try {
    const weak = openDirectory({ file, clock, limits: QUICK_PASSWORD_LIMITS });
    await weak.addDomain('example.org');
    await weak.addAccount({ address: 'anna@example.org', password: 'secret' });
    weak.close();
    const strong = openDirectory({ file, clock, limits: { ...QUICK_PASSWORD_LIMITS, passwordMemoryKiB: 16 } });
    const attempt = { username: 'anna@example.org', password: 'secret', remoteAddress: '192.0.2.1' };
    assert.ok((await strong.authenticate({ ...attempt, password: 'wrong' })).ok === false);
    assert.match(hashIn(file), /\$m=8,t=1,p=1\$/);
    assert.ok((await strong.authenticate(attempt)).ok);
    assert.match(hashIn(file), /^\$argon2id\$v=19\$m=16,t=1,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    strong.close();
    const again = openDirectory({ file, clock, limits: QUICK_PASSWORD_LIMITS });
    assert.ok((await again.authenticate(attempt)).ok);
    again.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

function hashIn(file: string): string {
  const database = new DatabaseSync(file, { readOnly: true });
  const hash = String(database.prepare('SELECT passwordHash FROM account').get()?.passwordHash);
  database.close();
  return hash;
}

test('a directory that cannot be read says unavailable, and a newer one is not opened', () =>
  scene({}, async ({ directory, login }) => {
    directory.close();
    assert.equal(await login('secret'), 'unavailable');
    directory.close = () => {};
    const folder = mkdtempSync(join(tmpdir(), 'rookery-directory-'));
    const file = join(folder, 'directory.db');
    const database = new DatabaseSync(file);
    database.exec('PRAGMA user_version = 99');
    database.close();
    assert.throws(() => openDirectory({ file, clock: { now: () => 0 } }), /newer version/);
    rmSync(folder, { recursive: true });
  }));
