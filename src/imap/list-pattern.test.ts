import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matchesMailbox, plainPattern } from './list-pattern.ts';

const cases: readonly [pattern: string, name: string, matches: boolean][] = [
  ['*', 'a/b', true],
  ['%', 'a', true],
  ['%', 'a/b', false],
  ['%/%', 'a/b', true],
  ['a/%', 'a/b', true],
  ['a/%', 'a/b/c', false],
  ['a/*', 'a/b/c', true],
  ['a*c', 'abbbc', true],
  ['a*c', 'abbbd', false],
  ['*b', 'a/b', true],
  ['%b', 'a/b', false],
  ['', '', true],
  ['', 'a', false],
  ['a', '', false],
  ['**%**', 'x', true],
  ['inbox', 'INBOX', true],
  ['InB%', 'INBOX', true],
  ['*box', 'INBOX', true],
  ['inbox/x', 'INBOX/x', true],
  ['inbox/X', 'INBOX/x', false],
  ['work', 'Work', false],
  ['%', 'INBOX/x', false],
  ['Größe*', 'Größe/ü', true],
];

for (const [pattern, name, matches] of cases) {
  test(`pattern ${JSON.stringify(pattern)} ${matches ? 'matches' : 'does not match'} ${JSON.stringify(name)}`, () => {
    assert.equal(matchesMailbox(pattern, name, '/'), matches);
    assert.equal(matchesMailbox(plainPattern(pattern), name, '/'), matches);
  });
}

test('a pattern of many wildcards takes time in proportion, not exponentially', () => {
  assert.equal(matchesMailbox('*a%'.repeat(300), `${'a'.repeat(900)}b/`, '/'), false);
});
