import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parse } from './argument-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { fetchArguments } from './fetch.ts';
import type { FetchItem } from './fetch-item.ts';
import { testGrammar } from './grammar.oracle.ts';
import type { Section, SectionPartial, SectionText } from './section.ts';
import { readSection } from './section-argument.ts';
import { readerOf } from './testing.ts';
import { writeSection } from './write-section.ts';

const set = { kind: 'ranges', ranges: [{ first: 1, last: 1 }] } as const;
const fetch = (items: readonly FetchItem[], changedSince?: number, vanished = false) => ({
  set,
  items,
  changedSince,
  vanished,
});
const plain = (...kinds: string[]) => fetch(kinds.map((kind) => ({ kind }) as FetchItem));
const body = (text: SectionText, part: number[] = [], peek = false, partial?: SectionPartial): FetchItem => ({
  kind: 'section',
  section: { part, text },
  partial,
  peek,
  rfc822: false,
});
const rfc822 = (kind: 'all' | 'header' | 'text', peek: boolean): FetchItem => ({
  kind: 'section',
  section: { part: [], text: { kind } },
  partial: undefined,
  peek,
  rfc822: true,
});

testGrammar('FETCH', fetchArguments, {
  good: [
    [' 1 ALL', plain('flags', 'internalDate', 'rfc822Size', 'envelope')],
    [' 1 fast', plain('flags', 'internalDate', 'rfc822Size')],
    [' 1 FULL', plain('flags', 'internalDate', 'rfc822Size', 'envelope', 'body')],
    [' 1 FLAGS', plain('flags')],
    [
      ' 1 (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE BODY MODSEQ)',
      plain('uid', 'flags', 'internalDate', 'rfc822Size', 'envelope', 'bodyStructure', 'body', 'modSeq'),
    ],
    [' 1 (UID uid FLAGS UID)', plain('uid', 'flags')],
    [
      ' 1 (RFC822 RFC822.HEADER RFC822.TEXT)',
      fetch([rfc822('all', false), rfc822('header', true), rfc822('text', false)]),
    ],
    [' 1 BODY[]', fetch([body({ kind: 'all' })])],
    [' 1 body.peek[text]<0.1024>', fetch([body({ kind: 'text' }, [], true, { offset: 0, length: 1024 })])],
    [' 1 BODY[1.2.3]', fetch([body({ kind: 'all' }, [1, 2, 3])])],
    [' 1 BODY[1.MIME]', fetch([body({ kind: 'mime' }, [1])])],
    [' 1 BODY[4.1.HEADER]', fetch([body({ kind: 'header' }, [4, 1])])],
    [
      ' 1 (BODY.PEEK[HEADER.FIELDS (From "To" {2}\r\nCc)] BODY[2.HEADER.FIELDS.NOT (Subject)]<5.1>)',
      fetch([
        body({ kind: 'headerFields', names: ['From', 'To', 'Cc'], not: false }, [], true),
        body({ kind: 'headerFields', names: ['Subject'], not: true }, [2], false, { offset: 5, length: 1 }),
      ]),
    ],
    [' 1 FLAGS (CHANGEDSINCE 12345)', fetch([{ kind: 'flags' }], 12345)],
    [' 1 FLAGS (CHANGEDSINCE 12345 VANISHED)', fetch([{ kind: 'flags' }], 12345, true)],
    [' 1 FLAGS (vanished changedsince 0)', fetch([{ kind: 'flags' }], 0, true)],
    [
      ' 1 BODY[]<9223372036854775807.1>',
      fetch([body({ kind: 'all' }, [], false, { offset: Number.MAX_SAFE_INTEGER, length: 1 })]),
    ],
  ],
  more: [
    '',
    ' ',
    ' 1',
    ' 1 BODY[TEXT',
    ' 1 ',
    ' 1 (',
    ' 1 (FLAGS',
    ' 1 (FLAGS ',
    ' 1 BODY[1.',
    ' 1 BODY[]<0',
    ' 1 FLAGS ',
    ' 1 FLAGS (CHANGEDSINCE ',
  ],
  bad: [
    [' 1 ()', 'fetchItem', 4],
    [' 1 (ALL)', 'fetchItem', 4],
    [' 1 FLAGSX', 'fetchItem', 3],
    [' 1 ENVELOPE UID', 'listStart', 12],
    [' 1 BODY[0]', 'nonZeroNumber', 8],
    [' 1 BODY[01]', 'nonZeroNumber', 8],
    [' 1 BODY[1..2]', 'section', 10],
    [' 1 BODY[MIME]', 'section', 8],
    [' 1 BODY[HEADERS]', 'section', 8],
    [' 1 BODY[HEADER.FIELDS]', 'space', 21],
    [' 1 BODY[HEADER.FIELDS ()]', 'literal', 23],
    [' 1 BODY[HEADER.FIELDS ("a b")]', 'section', 23],
    [' 1 BODY[HEADER.FIELDS (a:b)]', 'section', 23],
    [' 1 BODY[]<0.0>', 'nonZeroNumber', 12],
    [' 1 BODY[]<0>', 'section', 11],
    [' 1 BODY[]<-1.5>', 'number', 10],
    [' 1 BODYSTRUCTURE[]', 'fetchItem', 3],
    [' 1 FLAGS (CHANGED 5)', 'parameter', 10],
    [' 1 FLAGS (CHANGEDSINCE -5)', 'number', 23],
    [' 1 FLAGS ()', 'parameter', 10],
    [' 0 FLAGS', 'nonZeroNumber', 1],
    [' 1 FLAGS (VANISHED VANISHED)', 'parameter', 19],
    [' 1 FLAGS (CHANGEDSINCE 1 CHANGEDSINCE 2)', 'parameter', 25],
    [' 1 (UID UID UID UID UID UID UID UID UID)', 'tooMany', 36],
    [' 1 BODY[1.1.1.1]', 'tooDeep', 14],
  ],
  limits: { fetchItemsMax: 8, sectionPartsMax: 3 },
});

const PLAIN = { noNullPrototype: true } as const;
const name = fc.stringMatching(/^[!-9;-~]+$/);
const text: fc.Arbitrary<SectionText> = fc.oneof(
  fc.constantFrom<SectionText>({ kind: 'all' }, { kind: 'header' }, { kind: 'text' }),
  fc.record(
    {
      kind: fc.constant('headerFields' as const),
      names: fc.array(name, { minLength: 1, maxLength: 10 }),
      not: fc.boolean(),
    },
    PLAIN,
  ),
);
const section: fc.Arbitrary<Section> = fc.record(
  {
    part: fc.array(fc.integer({ min: 1, max: 0xffffffff }), { maxLength: 10 }),
    text,
  },
  PLAIN,
);

test('sections: parse(encode(x)) = x', () => {
  fc.assert(
    fc.property(section, (section) => {
      const writer = new ByteWriter();
      writeSection(writer, section);
      const parsed = parse(readerOf(writer.take()), readSection);
      assert.deepEqual(parsed.state === 'done' && parsed.value, section);
    }),
  );
});
