import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Census, clearPlace, shareCensus } from './census.ts';
import { DEFAULT_CONNECTION_LIMITS } from './limits.ts';

const LIMITS = {
  ...DEFAULT_CONNECTION_LIMITS,
  connectionsMax: 4,
  connectionsPerAddressMax: 2,
  connectionsFromLoopbackMax: 3,
};

/** What came of it: `in`, or the reason. */
function enter(census: Census, listener: string, address: string): string {
  const admission = census.enter(listener, address, LIMITS);
  return typeof admission === 'string' ? admission : 'in';
}

test('threads count together, by listener and by address', () => {
  const share = shareCensus(2);
  const first = new Census(share, 0);
  const second = new Census(share, 1);
  assert.equal(enter(first, 'imap', '192.0.2.1'), 'in');
  assert.equal(enter(second, 'imap', '192.0.2.1'), 'in');
  assert.equal(enter(first, 'imap', '192.0.2.1'), 'connectionsPerAddressMax');
  assert.equal(enter(second, 'imap', '2001:db8::1'), 'in');
  assert.equal(enter(first, 'imap', '2001:db8::2'), 'in', 'the same /64');
  assert.equal(enter(second, 'imap', '198.51.100.1'), 'connectionsMax');
  assert.equal(enter(second, 'pop3', '192.0.2.1'), 'in', 'another listener');
});

test('who leaves makes room, once', () => {
  const census = new Census();
  const leave = census.enter('imap', '192.0.2.1', LIMITS);
  assert.equal(enter(census, 'imap', '192.0.2.1'), 'in');
  assert.ok(typeof leave === 'function');
  leave();
  leave();
  assert.equal(enter(census, 'imap', '192.0.2.1'), 'in');
  assert.equal(enter(census, 'imap', '192.0.2.1'), 'connectionsPerAddressMax');
});

test('this machine itself has a limit of its own', () => {
  const census = new Census();
  const said = Array.from({ length: 4 }, () => enter(census, 'imap', '127.0.0.1'));
  assert.deepEqual(said, ['in', 'in', 'in', 'connectionsPerAddressMax']);
});

test('a thread that is gone is counted no more', () => {
  const share = shareCensus(2);
  const census = new Census(share, 0);
  const gone = new Census(share, 1);
  assert.equal(enter(gone, 'imap', '192.0.2.1'), 'in');
  assert.equal(enter(gone, 'imap', '192.0.2.1'), 'in');
  assert.equal(enter(census, 'imap', '192.0.2.1'), 'connectionsPerAddressMax');
  clearPlace(share, 1);
  assert.equal(enter(census, 'imap', '192.0.2.1'), 'in');
});
