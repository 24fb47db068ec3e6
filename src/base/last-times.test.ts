import assert from 'node:assert/strict';
import { it } from 'node:test';
import { LastTimes } from './last-times.ts';

const rule = { intervalMs: 100, namesMax: 2 };

it('admits a name once in an interval, and says how much of it is left', () => {
  const times = new LastTimes();
  const admit = (name: string, now: number) => times.admit({ name, now, ...rule });
  for (const [name, now, leftMs] of [
    ['a', 1_000, 0],
    ['a', 1_001, 99],
    ['b', 1_050, 0],
    ['a', 1_099, 1],
    ['a', 1_100, 0],
    ['b', 1_101, 49],
    ['a', 900, 0],
  ] as const) {
    assert.equal(admit(name, now), leftMs, `${name} at ${now}`);
  }
});

it('forgets what came to nothing, and the least recent beyond the most that it may keep', () => {
  const times = new LastTimes();
  const admit = (name: string, now: number) => times.admit({ name, now, ...rule });
  admit('a', 0);
  times.forget('a');
  assert.equal(admit('a', 1), 0);
  admit('b', 2);
  admit('c', 3);
  assert.equal(admit('b', 4), 98, 'two are kept');
  assert.equal(admit('a', 4), 0, 'the third was forgotten');
});
