import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeLatin1, encodeLatin1 } from '../../base/index.ts';
import { LineReader } from './index.ts';

const LINE_MAX = 10;

function read(chunks: readonly string[]): readonly string[] {
  const reader = new LineReader(LINE_MAX);
  const events: string[] = [];
  for (const chunk of chunks) {
    reader.feed(encodeLatin1(chunk));
    for (let event = reader.next(); event !== undefined; event = reader.next()) {
      events.push(event.kind === 'line' ? decodeLatin1(event.bytes) : `!${event.reason}`);
    }
  }
  return events;
}

function readEveryWay(input: string): readonly string[] {
  const whole = read([input]);
  assert.deepEqual(read([...input]), whole, JSON.stringify(input));
  for (let at = 1; at < input.length; at++) {
    assert.deepEqual(read([input.slice(0, at), input.slice(at)]), whole, `${JSON.stringify(input)} split at ${at}`);
  }
  return whole;
}

test('CRLF ends a line, and a bad line is passed over to its CRLF', () => {
  const table: readonly (readonly [string, readonly string[]])[] = [
    ['a\r\nb\r\n', ['a', 'b']],
    ['\r\n', ['']],
    ['12345678\r\na\r\n', ['12345678', 'a']],
    ['123456789\r\na\r\n', ['!tooLong', 'a']],
    ['1234567890\r\na\r\n', ['!tooLong', 'a']],
    [`${'x'.repeat(100)}\r\na\r\n`, ['!tooLong', 'a']],
    ['a\nb\r\nc\r\n', ['!bareLineEnd', 'c']],
    ['a\rb\r\nc\r\n', ['!bareLineEnd', 'c']],
    ['a\r\r\nc\r\n', ['!bareLineEnd', 'c']],
    ['a\n\r\nc\r\n', ['!bareLineEnd', 'c']],
    ['\nMAIL\r\n\nc\r\nd\r\n', ['!bareLineEnd', '!bareLineEnd', 'd']],
    ['abc', []],
    ['abc\r', []],
  ];
  for (const [input, expected] of table) assert.deepEqual(readEveryWay(input), expected, JSON.stringify(input));
});

test('however the bytes come, the lines are the same', () => {
  const bytes = fc.array(fc.constantFrom('\r', '\n', '\r\n', 'a', 'bcdef'), { maxLength: 12 });
  fc.assert(fc.property(bytes, (pieces) => void readEveryWay(pieces.join(''))));
});

test('what was not read can be taken', () => {
  const reader = new LineReader(100);
  reader.feed(encodeLatin1('DATA\r\nrest'));
  assert.equal(reader.next()?.kind, 'line');
  assert.equal(decodeLatin1(reader.takeRest()), 'rest');
  assert.equal(reader.next(), undefined);
});
