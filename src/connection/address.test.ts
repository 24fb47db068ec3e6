import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressKey, isLoopback, plainAddress } from './address.ts';

test('addresses in plain form', () => {
  for (const [given, plain] of [
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['::FFFF:127.0.0.1', '127.0.0.1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['2001:db8::1', '2001:db8::1'],
  ] as const) {
    assert.equal(plainAddress(given), plain);
  }
});

test('what limits count by', () => {
  for (const [given, key] of [
    ['192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002::9', '2001:db8:1:2::/64'],
    ['2001:db8::9', '2001:db8:0:0::/64'],
    ['2001:db8::2:3:4:5:6', '2001:db8:0:2::/64'],
    ['::1', '0:0:0:0::/64'],
    ['64:ff9b::192.0.2.1', '64:ff9b:0:0::/64'],
    ['1::', '1:0:0:0::/64'],
  ] as const) {
    assert.equal(addressKey(given), key, given);
  }
});

test('loopback', () => {
  for (const address of ['127.0.0.1', '127.9.9.9', '::1']) assert.equal(isLoopback(address), true);
  for (const address of ['192.0.2.1', '::', '12.7.0.1', 'fe80::1', '']) assert.equal(isLoopback(address), false);
});
