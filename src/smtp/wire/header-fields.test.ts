import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { encodeLatin1 } from '../../base/index.ts';
import { FieldCounter, HeaderEnd, loneLocalParts, splitHeaderFields } from './index.ts';

/** Of the whole text, and of every way to cut it in two, and byte by byte: always the same. */
function everyWay<T>(text: string, read: (pieces: readonly Uint8Array[]) => T): T {
  const bytes = encodeLatin1(text);
  const whole = read([bytes]);
  assert.deepEqual(read([...bytes].map((byte) => Uint8Array.of(byte))), whole, JSON.stringify(text));
  for (let at = 0; at <= bytes.length; at++) {
    assert.deepEqual(read([bytes.subarray(0, at), bytes.subarray(at)]), whole, `${JSON.stringify(text)} at ${at}`);
  }
  return whole;
}

const count = (pieces: readonly Uint8Array[]) => {
  const counter = new FieldCounter('received');
  for (const piece of pieces) counter.write(piece);
  return counter.count;
};

const headerLength = (pieces: readonly Uint8Array[]) => {
  const end = new HeaderEnd();
  let before = 0;
  for (const piece of pieces) {
    const found = end.feed(piece);
    if (found !== undefined) return before + found;
    before += piece.length;
  }
  return undefined;
};

test('fields of a name are counted, up to the end of the header', () => {
  const table: readonly (readonly [string, number])[] = [
    ['', 0],
    ['Received: a\r\nReceived: b\r\n\r\nReceived: text\r\n', 2],
    ['Received:\r\nRECEIVED : b\r\nreceived\t:\r\n', 3],
    ['X-Received: a\r\nReceived-SPF: b\r\n received: c\r\nReceive: d\r\nReceived', 0],
    ['a\nReceived: b\nreceived: c\n\nreceived: d\n', 2],
    ['\r\nReceived: a\r\n', 0],
    ['\nReceived: a\r\n', 0],
    ['Received: Received: Received:\r\n', 1],
    [`${'x'.repeat(500)}: \r\nReceived: a\r\n`, 1],
  ];
  for (const [text, expected] of table) assert.equal(everyWay(text, count), expected, JSON.stringify(text));
});

test('the empty line ends a header', () => {
  const table: readonly (readonly [string, number | undefined])[] = [
    ['', undefined],
    ['a: b\r\n', undefined],
    ['a: b\r\n\r', undefined],
    ['a: b\r\n\r\ntext', 8],
    ['a: b\n\ntext', 6],
    ['\r\ntext', 2],
    ['\ntext', 1],
    ['a: b\r\n\r\r\n\r\n', 11],
    ['a: b\r\n \r\n\r\n', 11],
  ];
  for (const [text, expected] of table) assert.equal(everyWay(text, headerLength), expected, JSON.stringify(text));
});

test('a header falls into its fields, continued lines with them', () => {
  const header = 'From: a\r\nno field\r\nTo : b,\r\n c\r\n\td\nX:\r\nlast:e';
  const fields = splitHeaderFields(encodeLatin1(header));
  assert.deepEqual(
    fields.map(({ name, start, valueStart, end }) => [
      name,
      header.slice(start, valueStart),
      header.slice(valueStart, end),
    ]),
    [
      ['from', 'From:', ' a\r\n'],
      ['to', 'To :', ' b,\r\n c\r\n\td\n'],
      ['x', 'X:', '\r\n'],
      ['last', 'last:', 'e'],
    ],
  );
});

test('whatever a header is, its fields are in order and within it', () => {
  const pieces = fc.array(fc.constantFrom('\r\n', '\n', '\r', 'a:', ' ', 'b', ':', '\0', '\xff', '\t'), {
    maxLength: 30,
  });
  fc.assert(
    fc.property(pieces, (all) => {
      const header = encodeLatin1(all.join(''));
      let last = 0;
      for (const { start, valueStart, end } of splitHeaderFields(header)) {
        assert.ok(last <= start && start < valueStart && valueStart <= end && end <= header.length);
        last = end;
      }
      everyWay(all.join(''), headerLength);
      everyWay(all.join(''), count);
    }),
  );
});

test('local parts that stand alone are found, and nothing is found in what is not plain', () => {
  const completed = (value: string) => {
    let text = value;
    for (const { at } of [...loneLocalParts(value)].reverse()) text = `${text.slice(0, at)}@D${text.slice(at)}`;
    return text;
  };
  const table: readonly (readonly [string, string])[] = [
    ['anna', 'anna@D'],
    [' anna\r\n', ' anna@D\r\n'],
    ['a.b+c, d@e', 'a.b+c@D, d@e'],
    ['Anna <anna>', 'Anna <anna@D>'],
    ['Anna < anna >,\r\n ben', 'Anna < anna@D >,\r\n ben@D'],
    ['"a, <b>" <c>, (d, e) f', '"a, <b>" <c@D>, (d, e) f@D'],
    ['anna (Anna)', 'anna@D (Anna)'],
    ['"quoted"', '"quoted"'],
    ['two words', 'two words'],
    ['<a@[IPv6:::1]>, b', '<a@[IPv6:::1]>, b@D'],
    ['a@b, , <>, c', 'a@b, , <>, c@D'],
    ['friends: anna, ben;', 'friends: anna, ben;'],
    ['<@route:anna>, b', '<@route:anna>, b'],
    ['anna, "open', 'anna, "open'],
    ['anna, (open', 'anna, (open'],
    ['anna), ben', 'anna), ben'],
    ['a <b, c', 'a <b, c'],
    ['<a> <b>', '<a> <b>'],
    ['<a> b, c', '<a> b, c'],
    ['a..b, .c, d.', 'a..b, .c, d.'],
    ['zo\xc3\xab', 'zo\xc3\xab'],
  ];
  for (const [value, expected] of table) assert.equal(completed(value), expected);
  // Quadratic work would be seen here, where each list is as long as may be.
  for (const hostile of ['a', '<', '[', '(', '"', ',', '@', 'a@', '()', '\\']) {
    loneLocalParts(hostile.repeat(65_536 / hostile.length));
  }
});

test('whatever a list is, what is found in it is a local part', () => {
  const pieces = fc.array(
    fc.constantFrom('a', '.', '@', '<', '>', '"', '(', ')', ',', ' ', '\\', ':', '[', ']', '\r\n '),
  );
  fc.assert(
    fc.property(pieces, (all) => {
      const value = all.join('');
      for (const { local, at } of loneLocalParts(value)) assert.equal(value.slice(at - local.length, at), local);
    }),
  );
});
