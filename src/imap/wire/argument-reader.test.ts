import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeBase64, encodeBase64 } from '../../base/index.ts';
import type { ArgumentReader } from './argument-reader.ts';
import { parse, parseSoFar } from './argument-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { commandTag, readCommandHead } from './command-head.ts';
import { readFlag, readFlagList } from './flag.ts';
import { anyText, testGrammar } from './grammar.oracle.ts';
import { octets, readerOf } from './testing.ts';
import { writeAstring, writeFlags, writeString } from './text-writer.ts';

const text = (read: (reader: ArgumentReader) => Uint8Array | undefined) => (reader: ArgumentReader) => {
  const bytes = read(reader);
  return bytes && new TextDecoder().decode(bytes);
};

testGrammar('atom', (reader) => reader.atom(), {
  good: [
    ['FETCH', 'FETCH'],
    ['a}b[c', 'a}b[c'],
  ],
  more: [''],
  bad: [
    ['(', 'atom', 0],
    ['a]', 'end', 1],
    ['a b', 'end', 1],
    ['é', 'atom', 0],
  ],
});

testGrammar(
  'astring',
  text((reader) => reader.astring()),
  {
    good: [
      ['INBOX', 'INBOX'],
      ['[Gmail]/x', '[Gmail]/x'],
      ['""', ''],
      ['"a b"', 'a b'],
      ['"a \\" \\\\ b"', 'a " \\ b'],
      ['"é"', 'é'],
      ['{0}\r\n', ''],
      ['{4}\r\na\r\nb', 'a\r\nb'],
      ['{2+}\r\né', 'é'],
      ['{3}\nabc', 'abc'],
      ['{003}\r\nabc', 'abc'],
    ],
    more: ['', '"', '"abc', '"a\\', '{5}\r\nabcd', '{99999999999999999999}\r\n'],
    bad: [
      ['"a\\b"', 'string', 3],
      ['"a\rb"', 'string', 2],
      ['"a\0b"', 'string', 2],
      ['{3}\r\na\0b', 'string', 0],
      ['{3} abc', 'literal', 3],
      ['{-1}\r\n', 'literal', 0],
      ['{}\r\n', 'literal', 0],
      ['{3-}\r\nabc', 'literal', 0],
      ['~{3}\r\nabc', 'end', 1],
      ['(', 'literal', 0],
      ['%', 'literal', 0],
    ],
  },
);

testGrammar('nstring', (reader) => reader.nstring()?.length ?? (reader.bad === undefined ? null : undefined), {
  good: [
    ['NIL', null],
    ['nil', null],
    ['"NIL"', 3],
  ],
  more: [''],
  bad: [['NILS', 'literal', 0]],
});

testGrammar('number', (reader) => reader.number(), {
  good: [
    ['0', 0],
    ['007', 7],
    ['4294967295', 4294967295],
  ],
  more: [''],
  bad: [
    ['4294967296', 'number', 0],
    ['-1', 'number', 0],
    ['1.5', 'end', 1],
  ],
});

testGrammar('nonZeroNumber', (reader) => reader.nonZeroNumber(), {
  good: [['1', 1]],
  more: [],
  bad: [
    ['0', 'nonZeroNumber', 0],
    ['01', 'nonZeroNumber', 0],
    ['4294967296', 'nonZeroNumber', 0],
    ['x', 'nonZeroNumber', 0],
  ],
});

testGrammar('number64', (reader) => reader.number64(), {
  good: [
    ['0', 0],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
    ['9223372036854775807', Number.MAX_SAFE_INTEGER],
    ['00000000000000000000000000000005', 5],
  ],
  more: [''],
  bad: [
    ['9223372036854775808', 'number', 0],
    ['99999999999999999999999', 'number', 0],
  ],
});

testGrammar('flags', readFlagList, {
  good: [
    ['()', []],
    ['(\\sEEN \\Answered $Forwarded)', ['\\Seen', '\\Answered', '$Forwarded']],
    ['(\\Recent \\Unknown)', ['\\Recent', '\\Unknown']],
  ],
  more: ['', '(', '(\\Seen', '(\\Seen '],
  bad: [
    ['\\Seen', 'listStart', 0],
    ['(\\Seen  x)', 'atom', 7],
    ['(\\*)', 'atom', 2],
    ['( \\Seen)', 'atom', 1],
    [`(${'k'.repeat(256)})`, 'tooLong', 1],
    ['(a b c d)', 'tooMany', 7],
  ],
  limits: { listItemsMax: 3 },
});

testGrammar('head', readCommandHead, {
  good: [
    ['A.1 noop', { tag: 'A.1', name: 'NOOP', uid: false }],
    ['] NOOP', { tag: ']', name: 'NOOP', uid: false }],
    ['a uid Fetch', { tag: 'a', name: 'FETCH', uid: true }],
  ],
  more: ['', 'a', 'a ', 'a UID', 'a UID '],
  bad: [
    ['+ NOOP', 'tag', 0],
    ['a+b NOOP', 'space', 1],
    ['a  NOOP', 'commandName', 2],
    ['{3}', 'tag', 0],
    [`${'x'.repeat(257)} NOOP`, 'tooLong', 0],
  ],
});

test('a tag is found where it can be', () => {
  assert.equal(commandTag(octets('a1')), 'a1');
  assert.equal(commandTag(octets('a1 )(')), 'a1');
  assert.equal(commandTag(octets('a(1 x')), undefined);
  assert.equal(commandTag(octets('')), undefined);
  assert.equal(commandTag(octets('x'.repeat(300))), undefined);
});

test('base64: good and bad', () => {
  assert.deepEqual(decodeBase64(octets('AGZyZWQ=')), octets('\0fred'));
  assert.deepEqual(decodeBase64(octets('')), octets(''));
  for (const bad of ['A', 'AA', 'AAA', '====', 'A===', 'AB==', 'AA=A', 'AA\r\n', 'AA==AAAA', 'A-_=']) {
    assert.equal(decodeBase64(octets(bad)), undefined, bad);
  }
  assert.deepEqual(
    parse(readerOf('='), (reader) => reader.base64()),
    { state: 'done', value: octets(''), rest: octets('') },
  );
});

test('base64: decode(encode(x)) = x', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => assert.deepEqual(decodeBase64(octets(encodeBase64(bytes))), bytes)),
  );
});

test('strings: parse(encode(x)) = x, but for NUL and lone surrogates', () => {
  fc.assert(
    fc.property(anyText, fc.boolean(), (string, utf8) => {
      for (const write of [writeString, writeAstring]) {
        const writer = new ByteWriter();
        write(writer, string, { utf8 });
        const parsed = parse(
          readerOf(writer.take(), utf8),
          text((reader) => reader.astring()),
        );
        assert.equal(parsed.state === 'done' && parsed.value, string.replaceAll('\0', '').toWellFormed());
      }
    }),
  );
});

test('flags: parse(encode(x)) = x for atoms; what is no atom is left out', () => {
  const atom = fc.stringMatching(/^[!#$&'+,./0-9:;<=>?@A-Z[^_`a-z|}~-]+$/).filter((flag) => flag.length < 256);
  const other = anyText.filter((flag) => flag === '' || /[^!-~]|[(){%"\]]/.test(flag));
  fc.assert(
    fc.property(fc.array(atom), fc.array(other), (atoms, others) => {
      const writer = new ByteWriter();
      writeFlags(writer, [...others, ...atoms, ...others]);
      const parsed = parse(readerOf(writer.take()), readFlagList);
      assert.deepEqual(parsed.state === 'done' && parsed.value, atoms);
    }),
  );
});

test('the rest is given back', () => {
  const parsed = parseSoFar(readerOf('\\Seen rest'), readFlag);
  assert.deepEqual(parsed, { state: 'done', value: '\\Seen', rest: octets(' rest') });
});

test('a client that sends UTF-8 in quotes sends nothing else past ASCII (RFC 9755 §3)', () => {
  const bytes = Uint8Array.of(0x22, 0xc3, 0xbc, 0x22);
  const broken = Uint8Array.of(0x22, 0xfc, 0x22);
  for (const utf8 of [false, true]) assert.deepEqual(readerOf(bytes, utf8).quoted(), bytes.subarray(1, 3));
  assert.deepEqual(readerOf(broken).quoted(), broken.subarray(1, 2));
  const reader = readerOf(broken, true);
  assert.equal(reader.quoted(), undefined);
  assert.deepEqual(reader.bad, { kind: 'string', at: 1 });
});
