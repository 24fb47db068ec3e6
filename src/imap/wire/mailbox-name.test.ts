import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parse } from './argument-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { anyText, testGrammar } from './grammar.oracle.ts';
import { decodeModifiedUtf7, encodeModifiedUtf7, readMailbox } from './mailbox-name.ts';
import { octets, readerOf } from './testing.ts';
import { writeMailbox } from './text-writer.ts';

const names: readonly (readonly [string, string])[] = [
  ['INBOX', 'INBOX'],
  ['Entwürfe', 'Entw&APw-rfe'],
  ['~peter/mail/台北/日本語', '~peter/mail/&U,BTFw-/&ZeVnLIqe-'],
  ['a&b', 'a&-b'],
  ['&&', '&-&-'],
  ['☺!', '&Jjo-!'],
  ['😀', '&2D3eAA-'],
  ['\t', '&AAk-'],
  ['ü-', '&APw--'],
  ['', ''],
];

test('modified UTF-7 in both directions (RFC 3501 §5.1.3)', () => {
  for (const [name, text] of names) {
    assert.equal(encodeModifiedUtf7(name), text);
    assert.equal(decodeModifiedUtf7(text), name);
  }
});

test('modified UTF-7: what is refused', () => {
  const bad = [
    'a&b', // no end
    '&Jjo', // no end
    '&Jjo!', // no end
    '&AGE-', // a needless shift
    '&U,BTFw-&ZeVnLIqe-', // two shifts in a row
    '&Jj-', // half a character
    '&Jjp-', // stray bits
    '&J/o-', // not the alphabet
    '&2D0-', // half a surrogate pair
    '&ACY-', // an encoded &
    'ü',
    'a\tb',
  ];
  for (const text of bad) assert.equal(decodeModifiedUtf7(text), undefined, text);
});

test('modified UTF-7: decode(encode(x)) = x', () => {
  fc.assert(
    fc.property(anyText, (name) => {
      const text = encodeModifiedUtf7(name);
      assert.match(text, /^[\x20-\x7e]*$/);
      assert.equal(decodeModifiedUtf7(text), name.isWellFormed() ? name : undefined);
    }),
  );
});

test('modified UTF-7: each name has one form', () => {
  const likely = fc.array(fc.constantFrom('&', '-', 'A', 'Jjo', 'a', ',', '/', ' ')).map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(likely, (text) => {
      const name = decodeModifiedUtf7(text);
      if (name !== undefined) assert.equal(encodeModifiedUtf7(name), text);
    }),
  );
});

testGrammar('mailbox name in modified UTF-7', readMailbox, {
  good: [
    ['inBox', 'INBOX'],
    ['"INBOX"', 'INBOX'],
    ['{5}\r\ninbox', 'INBOX'],
    ['inbox/x', 'inbox/x'],
    ['Entw&APw-rfe', 'Entwürfe'],
    ['""', ''],
  ],
  more: ['', '"a'],
  bad: [
    ['Entw&APw', 'mailboxName', 0],
    ['"Entwürfe"', 'mailboxName', 0],
    ['a*', 'end', 1],
  ],
});

testGrammar('mailbox name in UTF-8', readMailbox, {
  utf8: true,
  good: [
    ['"Entwürfe"', 'Entwürfe'],
    ['{3}\r\n☺', '☺'],
    ['Entw&APw-rfe', 'Entw&APw-rfe'],
  ],
  more: [],
  bad: [],
});

test('a name that is not UTF-8 is refused', () => {
  const quoted = parse(readerOf(Uint8Array.of(0x22, 0xff, 0x22), true), readMailbox);
  assert.deepEqual(quoted, { state: 'bad', kind: 'string', at: 1 });
  const literal = parse(readerOf(Uint8Array.of(...octets('{2}\r\n'), 0xff, 0xff), true), readMailbox);
  assert.deepEqual(literal, { state: 'bad', kind: 'mailboxName', at: 0 });
});

test('names: parse(encode(x)) = x in both modes', () => {
  fc.assert(
    fc.property(
      anyText.filter((text) => text.isWellFormed()),
      fc.boolean(),
      (name, utf8) => {
        if (name.includes('\0')) return;
        const writer = new ByteWriter();
        writeMailbox(writer, name, { utf8 });
        const parsed = parse(readerOf(writer.take(), utf8), readMailbox);
        assert.equal(parsed.state === 'done' && parsed.value, name.toUpperCase() === 'INBOX' ? 'INBOX' : name);
      },
    ),
  );
});
