import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collationKey } from './collation.ts';

test('i;unicode-casemap: case and compatibility forms are alike, characters are not folded into others', () => {
  const alike: readonly (readonly [string, string])[] = [
    ['lunch', 'LUNCH'],
    ['grüße', 'GRÜße'],
    ['é', 'e\u0301'],
    ['ﬁ', 'ﬁ'],
    ['Ａ', 'a'],
    ['ǆ', 'Ǆ'],
  ];
  for (const [a, b] of alike) assert.equal(collationKey(a), collationKey(b), `${a} ${b}`);
  assert.notEqual(collationKey('Straße'), collationKey('STRASSE'));
});

test('keys are in the order of code points, also past the first plane', () => {
  const texts = ['a', 'b', 'z', 'é', '中', '\ue000', '\uffef', '😀'];
  const keys = texts.map(collationKey);
  assert.ok(keys[5]! < keys[7]!, 'private use before an emoji');
  assert.deepEqual([...keys.slice(0, 3)].sort(), keys.slice(0, 3));
});
