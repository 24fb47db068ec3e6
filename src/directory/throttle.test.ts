import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { accountId } from '../base/index.ts';
import { DEFAULT_DIRECTORY_LIMITS } from './limits.ts';
import { networkOf } from './network.ts';
import { Throttle } from './throttle.ts';
import { VerifiedLogins } from './verified-logins.ts';

const options = { freeFailures: 2, firstMs: 100, maxMs: 1_000, halfLifeMs: 10_000, entriesMax: 3 };

test('the wait starts after the free failures, doubles, and has an end', () => {
  let now = 0;
  const throttle = new Throttle({ now: () => now }, options);
  const waits: number[] = [];
  for (let i = 0; i < 7; i++) {
    throttle.fail('a');
    waits.push(throttle.waitMs('a'));
  }
  assert.deepEqual(waits, [0, 100, 200, 400, 800, 1_000, 1_000]);
  now += 999;
  assert.equal(throttle.waitMs('a'), 1);
  now += 1;
  assert.equal(throttle.waitMs('a'), 0);
  now += 100_000;
  throttle.fail('a');
  assert.equal(throttle.waitMs('a'), 0, 'old failures have faded');
  now -= 1_000_000;
  assert.ok(throttle.waitMs('a') <= 1_000, 'a clock set back locks nobody out');
});

test('the table is bounded, and the one longest untouched goes', () => {
  const throttle = new Throttle({ now: () => 0 }, { ...options, freeFailures: 1 });
  for (const key of ['a', 'b', 'c', 'a', 'd']) throttle.fail(key);
  assert.equal(throttle.size, 3);
  assert.deepEqual(
    ['a', 'b', 'c', 'd'].map((key) => throttle.waitMs(key) > 0),
    [true, false, true, true],
  );
  throttle.forgive('a');
  assert.equal(throttle.waitMs('a'), 0);
});

test('a network is an IPv4 address or an IPv6 /64', () => {
  for (const [address, network] of [
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::1', '0:0:0:0::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:0DB8:0000:0000:1::', '2001:db8:0:0::/64'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['64:ff9b::192.0.2.33', '64:ff9b:0:0::/64'],
    ['', ''],
    ['unix', 'unix'],
  ] as const) {
    assert.equal(networkOf(address), network);
  }
  fc.assert(fc.property(fc.string(), (text) => typeof networkOf(text) === 'string'));
  fc.assert(fc.property(fc.ipV6(), (text) => networkOf(text) === networkOf(text.toUpperCase())));
});

test('verified logins end with time, with the password, and by number', () => {
  let now = 0;
  const limits = { ...DEFAULT_DIRECTORY_LIMITS, verifiedLoginsMax: 2, verifiedLoginMs: 100 };
  const logins = new VerifiedLogins({ now: () => now }, { bytes: (length) => new Uint8Array(length) }, limits);
  const anna = accountId(1);
  const key = logins.key('anna', 'secret', 'n');
  assert.notEqual(key, logins.key('anna', 'secret', 'm'));
  assert.notEqual(logins.key('ab', 'c', 'n'), logins.key('a', 'bc', 'n'));
  logins.add(key, anna, 1);
  assert.equal(logins.has(key, anna, 1), true);
  now = 100;
  assert.equal(logins.has(key, anna, 1), false);
  logins.add(key, anna, 1);
  assert.equal(logins.has(key, anna, 2), false);
  assert.equal(logins.size, 0, 'what is stale is dropped');
  for (const name of ['a', 'b', 'c']) logins.add(name, anna, 1);
  assert.deepEqual(
    ['a', 'b', 'c'].map((name) => logins.has(name, anna, 1)),
    [false, true, true],
  );
  now = 0;
  assert.equal(logins.has('b', anna, 1), false, 'a clock set back does not lengthen a life');
});
