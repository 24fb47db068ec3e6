import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeUtf8 } from '../../base/index.ts';
import { ENGLISH, type PhraseName } from './en.table.ts';
import { findLanguage, LANGUAGES } from './language.table.ts';
import { data, noFor, renderPhrase, yes } from './phrase.ts';

const NAMES = Object.keys(ENGLISH) as PhraseName[];
const places = (text: string): string => [...text.matchAll(/\{\d\}/g)].map(String).sort().join(' ');

test('every language says everything, with the same values, in lines that keep their limits', () => {
  for (const { tag, phrases } of LANGUAGES) {
    assert.deepEqual(Object.keys(phrases), NAMES, tag);
    for (const name of NAMES) {
      assert.equal(places(phrases[name]), places(ENGLISH[name]), `${tag} ${name}`);
      // RFC 2449 §4: 512 octets, all told.
      const line = renderPhrase(noFor('LOGIN-DELAY', name, 'x'.repeat(40)), findLanguage(tag)!);
      assert.ok(encodeUtf8(line).length <= 512, `${tag} ${name}`);
      assert.match(line, /^-ERR \[LOGIN-DELAY\] [^\p{Cc}[]+\r\n$/u);
    }
  }
});

test('one language at least is written from right to left', () => {
  assert.ok(LANGUAGES.some(({ phrases }) => NAMES.every((name) => /[\u0590-\u06ff]/.test(phrases[name]))));
});

test('languages by range: a table (RFC 4647 §3.4)', () => {
  for (const [range, tag] of [
    ['en', 'en'],
    ['DE', 'de'],
    ['de-CH', 'de'],
    ['fr-x-any', 'fr'],
    ['he-IL', 'he'],
    ['d', undefined],
    ['deu', undefined],
    ['', undefined],
    ['-', undefined],
  ] as const) {
    assert.equal(findLanguage(range)?.tag, tag, range);
  }
});

test('a line is its phrase with its values, or the values alone', () => {
  const english = findLanguage('en')!;
  assert.equal(renderPhrase(yes('goodbyeLeft', 3), english), '+OK goodbye, 3 messages left\r\n');
  assert.equal(renderPhrase(data(3, 120), english), '+OK 3 120\r\n');
  assert.equal(renderPhrase(data(), english), '+OK\r\n');
});
