import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeBase64Text, encodeUtf8, parseSaslPlain } from './index.ts';

test('strict base64', () => {
  const table: readonly (readonly [string, string | undefined])[] = [
    ['', ''],
    ['YQ==', 'a'],
    ['YWI=', 'ab'],
    ['YWJj', 'abc'],
    ['YWJjZA==', 'abcd'],
    ['YQ=', undefined],
    ['YQ', undefined],
    ['YQ==YQ==', undefined],
    ['=', undefined],
    ['YW Jj', undefined],
    ['YWJj\n', undefined],
    ['YW-_', undefined],
    ['YR==', undefined],
    ['é===', undefined],
  ];
  for (const [text, expected] of table) {
    const bytes = decodeBase64Text(text);
    assert.equal(bytes && Buffer.from(bytes).toString('latin1'), expected, text);
  }
});

test('whatever is encoded is decoded', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 50 }), (bytes) => {
      assert.deepEqual(Buffer.from(decodeBase64Text(Buffer.from(bytes).toString('base64'))!), Buffer.from(bytes));
    }),
  );
});

test('a response to PLAIN has three parts, and two of them are not empty', () => {
  const table: readonly (readonly [string, readonly string[] | undefined])[] = [
    ['\0anna\0secret', ['', 'anna', 'secret']],
    ['ben\0anna\0se cret', ['ben', 'anna', 'se cret']],
    ['\0ännä\0пароль', ['', 'ännä', 'пароль']],
    ['', undefined],
    ['anna\0secret', undefined],
    ['\0\0secret', undefined],
    ['\0anna\0', undefined],
    ['\0anna\0a\0b', undefined],
  ];
  for (const [text, expected] of table) {
    const parsed = parseSaslPlain(encodeUtf8(text));
    const { authorizationId, username, password } = parsed ?? {};
    assert.deepEqual(parsed && [authorizationId, username, password], expected, JSON.stringify(text));
  }
  assert.equal(parseSaslPlain(Uint8Array.of(0, 0xff, 0, 0x61)), undefined, 'not UTF-8');
});
