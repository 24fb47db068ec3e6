import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concatBytes } from '../../base/index.ts';
import { parse } from './argument-reader.ts';
import { testGrammar } from './grammar.oracle.ts';
import type { SearchArguments, SearchReturn } from './search.ts';
import { searchArguments } from './search.ts';
import type { SearchFlag, SearchKey } from './search-key.ts';
import { octets, readerOf } from './testing.ts';

const find = (key: SearchKey): SearchArguments => ({ returns: undefined, program: { kind: 'key', key } });
const and = (...of: SearchKey[]) => find({ kind: 'and', of });
const flag = (flag: SearchFlag): SearchKey => ({ kind: 'flag', flag });
const not = (of: SearchKey): SearchKey => ({ kind: 'not', of });
const header = (name: string, contains: string): SearchKey => ({ kind: 'header', name, contains });
const date = (of: 'internal' | 'sent', relation: 'before' | 'on' | 'since', day: number): SearchKey => ({
  kind: 'date',
  of,
  relation,
  day,
});
const ALL: SearchKey = { kind: 'all' };
const returning = (options: Partial<SearchReturn>): SearchArguments => ({
  ...find(ALL),
  returns: { min: false, max: false, all: false, count: false, save: false, ...options },
});

testGrammar('SEARCH', searchArguments, {
  good: [
    [' ALL', find(ALL)],
    [' all answered', and(ALL, flag('\\Answered'))],
    [' DELETED DRAFT FLAGGED SEEN', and(flag('\\Deleted'), flag('\\Draft'), flag('\\Flagged'), flag('\\Seen'))],
    [' UNANSWERED UNDELETED', and(not(flag('\\Answered')), not(flag('\\Deleted')))],
    [' UNDRAFT UNFLAGGED UNSEEN', and(not(flag('\\Draft')), not(flag('\\Flagged')), not(flag('\\Seen')))],
    [' NEW', and({ kind: 'recent' }, not(flag('\\Seen')))],
    [' OLD RECENT', and(not({ kind: 'recent' }), { kind: 'recent' })],
    [' KEYWORD $Junk UNKEYWORD x', and({ kind: 'keyword', keyword: '$Junk' }, not({ kind: 'keyword', keyword: 'x' }))],
    [
      ' BCC a CC b FROM c TO d SUBJECT e',
      and(header('Bcc', 'a'), header('Cc', 'b'), header('From', 'c'), header('To', 'd'), header('Subject', 'e')),
    ],
    [' HEADER "X-Foo" ""', find(header('X-Foo', ''))],
    [' BODY "a b" TEXT {3}\r\nc\r\n', and({ kind: 'body', contains: 'a b' }, { kind: 'text', contains: 'c\r\n' })],
    [' SUBJECT "grüße"', find(header('Subject', 'grüße'))],
    [' LARGER 0 SMALLER 5', and({ kind: 'larger', sizeBytes: 0 }, { kind: 'smaller', sizeBytes: 5 })],
    [
      ' BEFORE 1-Jan-1970 ON "2-Jan-1970" SINCE 3-Jan-1970',
      and(date('internal', 'before', 0), date('internal', 'on', 1), date('internal', 'since', 2)),
    ],
    [
      ' SENTBEFORE 1-Jan-1970 SENTON 2-Jan-1970 SENTSINCE 3-Jan-1970',
      and(date('sent', 'before', 0), date('sent', 'on', 1), date('sent', 'since', 2)),
    ],
    [' UID 5:*', find({ kind: 'uid', set: { kind: 'ranges', ranges: [{ first: 5, last: '*' }] } })],
    [
      ' 2,4',
      find({
        kind: 'sequence',
        set: {
          kind: 'ranges',
          ranges: [
            { first: 2, last: 2 },
            { first: 4, last: 4 },
          ],
        },
      }),
    ],
    [' $ UID $', and({ kind: 'sequence', set: { kind: 'saved' } }, { kind: 'uid', set: { kind: 'saved' } })],
    [' NOT NOT SEEN', find(not(not(flag('\\Seen'))))],
    [' OR SEEN NOT DRAFT', find({ kind: 'or', of: [flag('\\Seen'), not(flag('\\Draft'))] })],
    [
      ' OR (SEEN DRAFT) ((ALL))',
      find({ kind: 'or', of: [{ kind: 'and', of: [flag('\\Seen'), flag('\\Draft')] }, ALL] }),
    ],
    [' MODSEQ 620', find({ kind: 'modSeq', atLeast: 620 })],
    [' MODSEQ "/flags/\\\\draft" all 0', find({ kind: 'modSeq', atLeast: 0 })],
    [' CHARSET UTF-8 SUBJECT "ü"', find(header('Subject', 'ü'))],
    [' charset "us-ascii" SUBJECT x', find(header('Subject', 'x'))],
    [
      ' CHARSET klingon SUBJECT {9}\r\n(((((((((',
      { returns: undefined, program: { kind: 'unknownCharset', charset: 'klingon' } },
    ],
    [' RETURN () ALL', returning({ all: true })],
    [' RETURN (MIN max COUNT SAVE) ALL', returning({ min: true, max: true, count: true, save: true })],
    [' RETURN (ALL) CHARSET UTF-8 ALL', returning({ all: true })],
  ],
  more: [
    '',
    ' ',
    ' NOT',
    ' NOT ',
    ' OR SEEN',
    ' OR SEEN ',
    ' (SEEN',
    ' ALL ',
    ' FROM',
    ' FROM ',
    ' FROM "x',
    ' RETURN',
    ' RETURN (',
    ' RETURN ()',
    ' CHARSET UTF-8 ',
    ' BEFORE ',
    ' MODSEQ "a" all ',
  ],
  bad: [
    [' FOO', 'searchKey', 1],
    [' ()', 'searchKey', 2],
    [' ALL,SEEN', 'searchKey', 1],
    [' ALL  SEEN', 'searchKey', 5],
    [' SEEN)', 'end', 5],
    [' KEYWORD \\Seen', 'atom', 9],
    [' FROM %', 'literal', 6],
    [' LARGER -1', 'number', 8],
    [' BEFORE yesterday', 'date', 8],
    [' UID 0', 'nonZeroNumber', 5],
    [' RETURN (FOO) ALL', 'searchOption', 9],
    [' RETURN ALL', 'listStart', 8],
    [' MODSEQ "a" none 5', 'searchKey', 12],
    [' CHARSET () ALL', 'literal', 9],
    [`${' NOT'.repeat(50)} SEEN`, 'tooDeep', 201],
    [`${' ALL'.repeat(61)}`, 'tooMany', 241],
  ],
  limits: { searchKeysMax: 60 },
});

test('SEARCH: deep parentheses cost nothing but an answer', () => {
  for (const word of ['(', 'NOT ', 'OR ', 'OR ALL ']) {
    assert.equal(parse(readerOf(` ${word.repeat(16_000)}`), searchArguments).state, 'bad');
  }
});

test('SEARCH: other charsets', () => {
  const latin = concatBytes([octets(' CHARSET iso-8859-1 SUBJECT "'), Uint8Array.of(0xfc), octets('"')]);
  assert.deepEqual(parse(readerOf(latin), searchArguments), {
    state: 'done',
    value: find(header('Subject', 'ü')),
    rest: octets(''),
  });
  const broken = concatBytes([octets(' SUBJECT "'), Uint8Array.of(0xfc), octets('"')]);
  assert.deepEqual(parse(readerOf(broken), searchArguments), { state: 'bad', kind: 'text', at: 9 });
});
