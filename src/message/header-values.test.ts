import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { encodeLatin1, encodeUtf8 } from '../base/index.ts';
import {
  baseSubject,
  decodeHeaderText,
  fileName,
  parseAddressGroups,
  parseAddressList,
  parseContentType,
  parseDate,
  parseDisposition,
  parseMessage,
  parseMessageIds,
} from './index.ts';

test('unstructured text is decoded as the world writes it', () => {
  const table: [raw: string | Uint8Array, text: string][] = [
    [' plain ', 'plain'],
    [' a\r\n\tb', 'a\tb'],
    ['=?utf-8?Q?caf=C3=A9_au?= lait', 'café au lait'],
    ['=?iso-8859-1?q?a?= =?iso-8859-1?q?b?=', 'ab'],
    ['=?utf-8?q?a?=\r\n =?utf-8?b?Yg==?=', 'ab'],
    ['=?utf-8?Q?=E2=82?= =?utf-8?Q?=AC?=', '€'],
    ['=?utf-8?B?4oI=?= =?utf-8?B?rA==?=', '€'],
    ['=?utf-8*en?Q?x?=', 'x'],
    ['=?us-ascii?Q?a_b?=c', 'a bc'],
    ['=?x-nonsense?Q?=C3=A9?=', 'é'],
    ['=?utf-8?X?no?=', '=?utf-8?X?no?='],
    ['=?utf-8?Q?not closed', '=?utf-8?Q?not closed'],
    ['=?utf-8?Q?broken =ZZ code?=', 'broken =ZZ code'],
    ['=?utf-8?Q?two=0D=0Alines?=', 'two lines'],
    ['=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=', '日本'],
    [encodeUtf8('raw ünï 日本 à'), 'raw ünï 日本 à'],
    [encodeUtf8('università'), 'università'],
    [encodeLatin1('raw \xe9'), 'raw é'],
    ['', ''],
  ];
  for (const [raw, text] of table) {
    assert.equal(decodeHeaderText(typeof raw === 'string' ? encodeLatin1(raw) : raw), text);
  }
});

test('addresses', () => {
  const table: [raw: string, addresses: [name: string | undefined, address: string][]][] = [
    ['a@b.example', [[undefined, 'a@b.example']]],
    [
      'A B <a@b>, c@d',
      [
        ['A B', 'a@b'],
        [undefined, 'c@d'],
      ],
    ],
    ['"B, A" <a@b>', [['B, A', 'a@b']]],
    ['"quo\\"ted" <a@b>', [['quo"ted', 'a@b']]],
    ['a@b (A B)', [['A B', 'a@b']]],
    ['(c) "john doe"@b (d (e))', [['c', 'john doe@b']]],
    ['=?utf-8?q?J=C3=B6rg?= <j@b>', [['Jörg', 'j@b']]],
    ['"=?utf-8?q?J=C3=B6rg?=" <j@b>', [['Jörg', 'j@b']]],
    ['<@x,@y:a@b>', [[undefined, 'a@b']]],
    [
      'Team: a@b, C <c@d>;, e@f',
      [
        [undefined, 'a@b'],
        ['C', 'c@d'],
        [undefined, 'e@f'],
      ],
    ],
    ['undisclosed-recipients:;', []],
    ['a @ b . example', [[undefined, 'a@b.example']]],
    ['big bug a@b', [['big bug', 'a@b']]],
    [
      'a@b c@d',
      [
        [undefined, 'a@b'],
        [undefined, 'c@d'],
      ],
    ],
    ['no address', [[undefined, 'no address']]],
    [
      'A <a@b, c@d',
      [
        ['A', 'a@b'],
        [undefined, 'c@d'],
      ],
    ],
    ['A <<a@b>>', [['A', 'a@b']]],
    ['"A <a@b>', [['A', 'a@b']]],
    [',,;,a@b,', [[undefined, 'a@b']]],
    ['<>', []],
    ['', []],
  ];
  for (const [raw, expected] of table) {
    const found = parseAddressList(encodeLatin1(raw)).map(({ name, address }) => [name, address]);
    assert.deepEqual(found, expected, raw);
  }
  assert.deepEqual(
    parseAddressGroups(encodeLatin1('a@b, T\xc3\xa4m: c@d;, None:;')).map(({ name, addresses }) => [
      name,
      addresses.length,
    ]),
    [
      [undefined, 1],
      ['Täm', 1],
      ['None', 0],
    ],
  );
});

test('dates', () => {
  const iso = (text: string): string | undefined => {
    const date = parseDate(text);
    return date && `${new Date(date.epochMs).toISOString()} ${date.offsetMinutes} ${date.localDay}`;
  };
  const table: [text: string, result: string | undefined][] = [
    ['Fri, 21 Nov 1997 09:55:06 -0600', '1997-11-21T15:55:06.000Z -360 10186'],
    ['21 Nov 97 23:55 GMT', '1997-11-21T23:55:00.000Z 0 10186'],
    ['Fri, 21 Nov 1997 23:55:06 -0600 (CST)', '1997-11-22T05:55:06.000Z -360 10186'],
    ['Fri, 21 Nov 1997 09(comment):   55  :  06 -0600', '1997-11-21T15:55:06.000Z -360 10186'],
    ['1 Jan 03 00:00:00 EST', '2003-01-01T05:00:00.000Z -300 12053'],
    ['1 Jan 103 00:00:00 Z', '2003-01-01T00:00:00.000Z 0 12053'],
    ['Mon, 21 Aug 95 13:30:57 -600', '1995-08-21T19:30:57.000Z -360 9363'],
    ['Wed,15-Dec-2010 10:00 +01:30', '2010-12-15T08:30:00.000Z 90 14958'],
    ['15 Dec 2010', '2010-12-15T00:00:00.000Z 0 14958'],
    ['Wed Dec 15 10:00:01 2010', '2010-12-15T10:00:01.000Z 0 14958'],
    ['Wed Dec 15 10:00:01 EST 2010', '2010-12-15T15:00:01.000Z -300 14958'],
    ['2010-12-15T10:00:01+01:00', '2010-12-15T09:00:01.000Z 60 14958'],
    ['Wed, 15 Dec 2010 10:00:60 +0000', '2010-12-15T10:00:59.000Z 0 14958'],
    ['Wed, 15 Dec 2010 3:00:00 PM', '2010-12-15T15:00:00.000Z 0 14958'],
    ['31 Feb 2010 10:00 +0000', undefined],
    ['Whenever', undefined],
    ['', undefined],
    ['1 Foo 2010 10:00', undefined],
    ['99 Jan 2010', undefined],
  ];
  for (const [text, result] of table) assert.equal(iso(text), result, text);
});

test('base subjects (RFC 5256 §2.1)', () => {
  const table: [subject: string, base: string, reply: boolean][] = [
    ['Hello', 'Hello', false],
    ['Re: Hello', 'Hello', true],
    ['RE:  re : Fwd: Hello  World', 'Hello World', true],
    ['Re[2]: Hello', 'Hello', true],
    ['[list] Re: [list] Hello', 'Hello', true],
    ['[list] Hello', 'Hello', false],
    ['[list]', '[list]', false],
    ['[a] [b]', '[b]', false],
    ['Hello (fwd) (FWD) ', 'Hello', true],
    ['[fwd: Re: Hello]', 'Hello', true],
    ['Regarding: x', 'Regarding: x', false],
    ['Re:', '', true],
    ['  ', '', false],
  ];
  for (const [subject, base, isReplyOrForward] of table) {
    assert.deepEqual(baseSubject(subject), { base, isReplyOrForward }, subject);
  }
});

test('message ids', () => {
  const table: [raw: string, ids: string[]][] = [
    ['<a@b>', ['a@b']],
    ['<a@b>\r\n <c@ d> (x) <e@f>', ['a@b', 'c@d', 'e@f']],
    ['a@b, c@d', ['a@b', 'c@d']],
    ['Your message of Monday', []],
    ['000200', ['000200']],
    ['<>', []],
  ];
  for (const [raw, ids] of table) assert.deepEqual(parseMessageIds(encodeLatin1(raw)), ids, raw);
  const many = Array.from({ length: 500 }, (_, i) => `<${i}@x>`).join(' ');
  assert.equal(parseMessageIds(encodeLatin1(many)).length, 50);
  assert.equal(parseMessageIds(encodeLatin1(many)).at(-1), '499@x');
});

test('parameters (RFC 2045, RFC 2231 and what is sent instead)', () => {
  const table: [raw: string, parameters: Record<string, string>][] = [
    ['text/plain; charset=us-ascii (Plain text)', { charset: 'us-ascii' }],
    ['text/plain; CHARSET="utf-8" ; format=flowed', { charset: 'utf-8', format: 'flowed' }],
    ['text/plain;charset=utf-8;;', { charset: 'utf-8' }],
    ['text/plain charset=utf-8', { charset: 'utf-8' }],
    ['a/b; name="a;\\"b"', { name: 'a;"b' }],
    ['a/b; name=two words.pdf; x=1', { name: 'two words.pdf', x: '1' }],
    ['a/b; name="not closed', { name: 'not closed' }],
    ["a/b; name*=utf-8''%e2%82%ac%20rates", { name: '€ rates' }],
    ["a/b; name*1*=%20rates; name*0*=utf-8'en'%e2%82%ac", { name: '€ rates' }],
    ['a/b; name*0="a b"; name*1=c', { name: 'a bc' }],
    ["a/b; name=plain; name*=utf-8''ext", { name: 'ext' }],
    ['a/b; name="=?utf-8?Q?=E2=82=AC?="', { name: '€' }],
    ['a/b; name="\xc3\xa9"', { name: 'é' }],
    ['a/b; name="\xe9"', { name: 'é' }],
    ['a/b; name*=%zz', { name: '%zz' }],
    ['a/b; =x; y', {}],
  ];
  for (const [raw, expected] of table) {
    const parameters: Record<string, string> = {};
    for (const { name, value } of parseContentType(encodeLatin1(raw))?.parameters ?? []) parameters[name] ??= value;
    assert.deepEqual(parameters, expected, raw);
  }
  assert.equal(parseContentType(encodeLatin1('text')), undefined);
  assert.equal(parseDisposition(encodeLatin1('ATTACHMENT; filename=x'))?.kind, 'attachment');
  assert.equal(parseDisposition(encodeLatin1('filename=x'))?.kind, 'attachment');
  assert.equal(parseDisposition(encodeLatin1(' ')), undefined);
});

test('file names carry no path and no control characters', () => {
  const nameOf = (header: string): string | undefined => fileName(parseMessage(encodeUtf8(`${header}\n\n`)).root);
  assert.equal(nameOf('Content-Disposition: attachment; filename="../../etc/pass\u202ewd\u0007"'), 'passwd');
  assert.equal(nameOf('Content-Type: a/b; name="C:\\\\x\\\\y.txt"'), 'y.txt');
  assert.equal(nameOf('Content-Type: a/b'), undefined);
  assert.equal(nameOf(`Content-Type: a/b; name="${'x'.repeat(500)}.pdf"`)?.length, 255);
});

test('no value makes the readers throw', () => {
  const piece = fc.constantFrom(
    '=?utf-8?Q?',
    '?=',
    '<',
    '>',
    '"',
    '\\',
    '(',
    ')',
    ',',
    ';',
    ':',
    '@',
    '*0*=',
    "''",
    '%',
    ' ',
    '\r\n ',
    'a',
    '\xff',
    '\0',
    '[',
    ']',
    're:',
    '1 Jan 20',
  );
  const values = fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    fc.array(piece, { maxLength: 25 }).map((list) => encodeLatin1(list.join(''))),
  );
  fc.assert(
    fc.property(values, (value) => {
      const text = decodeHeaderText(value);
      assert.ok(text.isWellFormed());
      for (const { name, address } of parseAddressList(value))
        assert.ok((name ?? '').isWellFormed() && address.isWellFormed());
      const base = baseSubject(text).base;
      assert.equal(baseSubject(base).base, base);
      parseDate(text);
      parseMessageIds(value);
      parseContentType(value);
      parseDisposition(value);
    }),
    { numRuns: 1000 },
  );
});
