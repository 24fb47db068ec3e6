import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeLatin1, decodeUtf8 } from '../../base/index.ts';
import { anyText } from './grammar.oracle.ts';
import type { Response } from './response.ts';
import type { ResponseCode } from './response-code.ts';
import { octets } from './testing.ts';
import { encodeResponse } from './write-response.ts';

const cases: readonly (readonly [Response, string])[] = [
  [{ kind: 'status', status: 'OK', text: 'Rookery is ready' }, '* OK Rookery is ready'],
  [{ kind: 'status', status: 'BYE', code: { kind: 'UNAVAILABLE' }, text: 'later' }, '* BYE [UNAVAILABLE] later'],
  [{ kind: 'tagged', tag: 'a1', status: 'NO', text: 'two\r\nlines' }, 'a1 NO two lines'],
  [{ kind: 'tagged', tag: 'a1', status: 'BAD', text: '' }, 'a1 BAD -'],
  [{ kind: 'tagged', tag: 'a1', status: 'OK', text: '[not a code' }, 'a1 OK (not a code'],
  [{ kind: 'status', status: 'OK', text: 'für 😀' }, '* OK f?r ?'],
  [{ kind: 'continue', text: 'go on' }, '+ go on'],
  [{ kind: 'challenge', bytes: octets('') }, '+ '],
  [{ kind: 'challenge', bytes: octets('<1@x>') }, '+ PDFAeD4='],
  [{ kind: 'capability', capabilities: ['IMAP4rev2', 'IMAP4rev1'] }, '* CAPABILITY IMAP4rev2 IMAP4rev1'],
  [{ kind: 'enabled', capabilities: [] }, '* ENABLED'],
  [{ kind: 'enabled', capabilities: ['CONDSTORE'] }, '* ENABLED CONDSTORE'],
  [{ kind: 'flags', flags: ['\\Seen', '$x', 'not a flag', ''] }, '* FLAGS (\\Seen $x)'],
  [{ kind: 'exists', number: 172 }, '* 172 EXISTS'],
  [{ kind: 'recent', number: 0 }, '* 0 RECENT'],
  [{ kind: 'expunge', number: 1 }, '* 1 EXPUNGE'],
  [
    {
      kind: 'vanished',
      earlier: true,
      uids: [
        { first: 1, last: 3 },
        { first: 7, last: 7 },
      ],
    },
    '* VANISHED (EARLIER) 1:3,7',
  ],
  [{ kind: 'vanished', earlier: false, uids: [{ first: 7, last: 7 }] }, '* VANISHED 7'],
  [
    { kind: 'list', attributes: ['\\HasNoChildren'], separator: '/', mailbox: 'INBOX' },
    '* LIST (\\HasNoChildren) "/" "INBOX"',
  ],
  [{ kind: 'lsub', attributes: [], separator: '\\', mailbox: 'Entwürfe' }, '* LSUB () "\\\\" "Entw&APw-rfe"'],
  [
    { kind: 'list', attributes: [], separator: undefined, mailbox: 'a"b', childInfo: ['SUBSCRIBED'], oldName: 'x' },
    '* LIST () NIL "a\\"b" ("CHILDINFO" ("SUBSCRIBED") "OLDNAME" ("x"))',
  ],
  [{ kind: 'list', attributes: [], separator: '/', mailbox: 'a', oldName: 'b' }, '* LIST () "/" "a" ("OLDNAME" ("b"))'],
  [
    {
      kind: 'statusData',
      mailbox: 'x',
      values: [
        { item: 'MESSAGES', value: 3 },
        { item: 'UIDNEXT', value: 8 },
      ],
    },
    '* STATUS "x" (MESSAGES 3 UIDNEXT 8)',
  ],
  [{ kind: 'statusData', mailbox: 'x', values: [] }, '* STATUS "x" ()'],
  [
    {
      kind: 'namespace',
      personal: [{ prefix: '', separator: '/' }],
      otherUsers: [{ prefix: 'Ü/', separator: '/' }],
      shared: [],
    },
    '* NAMESPACE (("" "/")) (("&ANw-/" "/")) NIL',
  ],
  [{ kind: 'search', numbers: [] }, '* SEARCH'],
  [{ kind: 'search', numbers: [], modSeq: 5 }, '* SEARCH'],
  [{ kind: 'search', numbers: Uint32Array.of(2, 84, 882), modSeq: 917162500 }, '* SEARCH 2 84 882 (MODSEQ 917162500)'],
  [
    { kind: 'esearch', tag: 'a"1', uid: true, min: 2, max: 9, all: [{ first: 2, last: 9 }], count: 8, modSeq: 7 },
    '* ESEARCH (TAG "a\\"1") UID MIN 2 MAX 9 ALL 2:9 COUNT 8 MODSEQ 7',
  ],
  [{ kind: 'esearch', tag: 'a', uid: false, all: [], count: 0 }, '* ESEARCH (TAG "a") COUNT 0'],
  [{ kind: 'id', fields: [] }, '* ID NIL'],
  [{ kind: 'id', fields: [{ name: 'name', value: 'Rookery' }] }, '* ID ("name" "Rookery")'],
];

test('responses as they stand on the wire', () => {
  for (const [response, line] of cases) {
    assert.equal(decodeLatin1(encodeResponse(response, { utf8: false })), `${line}\r\n`);
  }
});

test('UTF-8 where the client takes it', () => {
  const utf8 = (response: Response) => decodeUtf8(encodeResponse(response, { utf8: true }));
  assert.equal(
    utf8({ kind: 'list', attributes: [], separator: '/', mailbox: 'Entwürfe & x' }),
    '* LIST () "/" "Entwürfe & x"\r\n',
  );
  assert.equal(utf8({ kind: 'status', status: 'OK', text: 'für' }), '* OK für\r\n');
  assert.equal(utf8({ kind: 'id', fields: [{ name: 'name', value: 'ü' }] }), '* ID ("name" "ü")\r\n');
});

test('what quotes cannot hold becomes a literal', () => {
  const id = (value: string) =>
    decodeUtf8(encodeResponse({ kind: 'id', fields: [{ name: 'name', value }] }, { utf8: false }));
  assert.equal(id('ü'), '* ID ("name" {2}\r\nü)\r\n');
  assert.equal(id('a\r\nb'), '* ID ("name" {4}\r\na\r\nb)\r\n');
  assert.equal(id('a\0b'), '* ID ("name" "ab")\r\n');
  assert.match(id('x'.repeat(4001)), /^\* ID \("name" \{4001\}\r\nx+\)\r\n$/);
});

test('response codes', () => {
  const codes: readonly (readonly [ResponseCode, string])[] = [
    [{ kind: 'READ-ONLY' }, '[READ-ONLY] '],
    [{ kind: 'BADCHARSET', charsets: [] }, '[BADCHARSET] '],
    [{ kind: 'BADCHARSET', charsets: ['UTF-8', 'US-ASCII'] }, '[BADCHARSET (UTF-8 US-ASCII)] '],
    [{ kind: 'CAPABILITY', capabilities: ['IMAP4rev2', 'ID'] }, '[CAPABILITY IMAP4rev2 ID] '],
    [{ kind: 'PERMANENTFLAGS', flags: ['\\Deleted', '\\*'] }, '[PERMANENTFLAGS (\\Deleted \\*)] '],
    [{ kind: 'PERMANENTFLAGS', flags: [] }, '[PERMANENTFLAGS ()] '],
    [{ kind: 'UIDNEXT', value: 4392 }, '[UIDNEXT 4392] '],
    [{ kind: 'HIGHESTMODSEQ', value: 2 ** 53 - 1 }, '[HIGHESTMODSEQ 9007199254740991] '],
    [{ kind: 'APPENDUID', uidValidity: 38505, uids: [3955] }, '[APPENDUID 38505 3955] '],
    [
      { kind: 'COPYUID', uidValidity: 38505, from: [304, 319, 320], to: [3956, 3957, 3958] },
      '[COPYUID 38505 304,319:320 3956:3958] ',
    ],
    [{ kind: 'COPYUID', uidValidity: 38505, from: [5, 3, 4], to: [1, 2, 3] }, '[COPYUID 38505 5,3:4 1:3] '],
    [{ kind: 'COPYUID', uidValidity: 38505, from: [], to: [] }, ''],
    [
      {
        kind: 'MODIFIED',
        ranges: [
          { first: 7, last: 7 },
          { first: 9, last: 12 },
        ],
      },
      '[MODIFIED 7,9:12] ',
    ],
    [{ kind: 'MODIFIED', ranges: [] }, ''],
  ];
  for (const [code, text] of codes) {
    const response = encodeResponse({ kind: 'tagged', tag: 'a', status: 'OK', code, text: '[x' }, { utf8: false });
    assert.equal(decodeLatin1(response), `a OK ${text}[x\r\n`);
  }
});

test('no text breaks a line', () => {
  const any = anyText;
  fc.assert(
    fc.property(any, fc.boolean(), (text, utf8) => {
      for (const response of [
        { kind: 'status', status: 'OK', text },
        { kind: 'tagged', tag: 'a', status: 'OK', text, code: { kind: 'ALERT' } },
        { kind: 'continue', text },
        { kind: 'flags', flags: [text] },
        { kind: 'list', attributes: [], separator: '/', mailbox: text.replace(/[\r\n]/g, ''), oldName: 'x' },
      ] satisfies Response[]) {
        const bytes = encodeResponse(response, { utf8 });
        assert.equal(bytes.indexOf(0x0a), bytes.length - 1);
        assert.equal(bytes.indexOf(0x0d), bytes.length - 2);
        assert.equal(bytes.indexOf(0), -1);
        if (!utf8) assert.ok(bytes.every((byte) => byte < 0x80));
      }
    }),
  );
});
