import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parse } from './argument-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { readDate, readDateTime, writeDateTime } from './date.ts';
import { testGrammar } from './grammar.oracle.ts';
import { readerOf } from './testing.ts';

const day = (...date: [number, number, number]) => Date.UTC(...date) / 86_400_000;

function formatDateTime(milliseconds: number): string {
  const writer = new ByteWriter();
  writeDateTime(writer, milliseconds);
  return new TextDecoder().decode(writer.take());
}

testGrammar('date', readDate, {
  good: [
    ['1-Feb-1994', day(1994, 1, 1)],
    ['01-feb-1994', day(1994, 1, 1)],
    ['"29-FEB-2024"', day(2024, 1, 29)],
    ['1-Jan-1970', 0],
    ['31-Dec-1969', -1],
    ['31-Dec-9999', day(9999, 11, 31)],
  ],
  more: ['', '"', '1', '1-', '1-Feb-', '1-Feb-199', '"1-Feb-1994'],
  bad: [
    ['0-Feb-1994', 'date', 0],
    ['30-Feb-1994', 'date', 0],
    ['29-Feb-2023', 'date', 0],
    ['001-Feb-1994', 'date', 0],
    ['1-Foo-1994', 'date', 0],
    ['1 Feb 1994', 'date', 0],
    ['-Feb-1994', 'date', 0],
    ['1-Feb-19944', 'end', 10],
    ['1-Feb-1994"', 'end', 10],
  ],
});

testGrammar('date and time', readDateTime, {
  good: [
    ['" 1-Feb-1994 21:52:25 -0800"', Date.UTC(1994, 1, 2, 5, 52, 25)],
    ['"17-Jul-1996 02:44:25 +0000"', Date.UTC(1996, 6, 17, 2, 44, 25)],
    ['"01-jan-2000 00:00:00 +0530"', Date.UTC(1999, 11, 31, 18, 30)],
    ['"1-Jan-2000 00:00:00 +0000"', Date.UTC(2000, 0, 1)],
    ['"31-Dec-2016 23:59:60 +0000"', Date.UTC(2016, 11, 31, 23, 59, 59)],
  ],
  more: ['', '"', '" 1-Feb-1994 21:52', '" 1-Feb-1994 21:52:25 -0800'],
  bad: [
    ['1-Feb-1994 21:52:25 -0800', 'dateTime', 0],
    ['" 1-Feb-1994 24:00:00 +0000"', 'dateTime', 0],
    ['" 1-Feb-1994 23:60:00 +0000"', 'dateTime', 0],
    ['" 1-Feb-1994 23:59:61 +0000"', 'dateTime', 0],
    ['" 1-Feb-1994 23:59:59 +0060"', 'dateTime', 0],
    ['" 1-Feb-1994 23:59:59 GMT"', 'dateTime', 0],
    ['" 1-Feb-1994 23:59:59"', 'dateTime', 0],
    ['" 11-Feb-1994 23:59:59 +0000"', 'dateTime', 0],
    ['"31-Apr-1994 23:59:59 +0000"', 'dateTime', 0],
  ],
});

test('date and time: parse(encode(x)) = x to the second', () => {
  const instant = fc.integer({ min: -62_167_219_200, max: 253_402_300_799 });
  fc.assert(
    fc.property(instant, (seconds) => {
      const parsed = parse(readerOf(`"${formatDateTime(seconds * 1000 + 999)}"`), readDateTime);
      assert.equal(parsed.state === 'done' && parsed.value, seconds * 1000);
    }),
  );
});

test('date and time: the days of 400 years are those that the platform finds', () => {
  for (let days = -25_000; days < 125_000; days += 13) {
    const date = new Date(days * 86_400_000).toUTCString();
    const [, day, month, year] = /, (\d+) (\w+) (\d+)/.exec(date)!;
    assert.equal(formatDateTime(days * 86_400_000).slice(0, 11), `${day}-${month}-${year}`);
  }
});

test('date and time: what no four-digit year can hold is brought near', () => {
  assert.equal(formatDateTime(-1e15), '01-Jan-0000 00:00:00 +0000');
  assert.equal(formatDateTime(1e15), '31-Dec-9999 23:59:59 +0000');
  assert.equal(formatDateTime(Date.UTC(1996, 6, 7, 2, 44, 25)), '07-Jul-1996 02:44:25 +0000');
});
