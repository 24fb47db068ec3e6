import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { it, type TestContext } from 'node:test';
import fc from 'fast-check';
import { encodeUtf8 } from '../base/index.ts';
import type { Query } from '../store/index.ts';
import type { SearchIndexLimits } from './limits.ts';
import { indexFile } from './schema.ts';
import { IndexedMailbox, OWNER } from './testing.ts';

function mailbox(t: TestContext, limits: Partial<SearchIndexLimits> = {}): IndexedMailbox {
  const box = new IndexedMailbox(limits);
  t.after(() => box.close());
  return box;
}

function mail(fields: Readonly<Record<string, string>>, body: string): Uint8Array {
  const header = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  return encodeUtf8(`${header.join('')}Content-Type: text/plain; charset=utf-8\r\n\r\n${body}`);
}

/** Pieces that texts and needles are both made of, so that they meet: inside words, over their ends, in every script. */
const PIECE = fc.constantFrom(
  ...['a', 'b', 'ab', 'ba', 'A', 'needle', 'Needle', 'haystack', ' ', '  ', '\r\n', '.', '-', '0', '7', '"', '*', ':'],
  ...[
    'ß',
    'ss',
    'é',
    'e\u0301',
    'É',
    'ﬁ',
    'İ',
    'Σ',
    'ς',
    'K',
    'ǆ',
    '日',
    '日本',
    '本語',
    '語',
    'مرحبا',
    'مر',
    'شكرا',
    '😀',
    '👩‍👩‍👧',
    '\u0301',
  ],
  ...['From: ', 'Subject: ', 'x-odd', '\u0000', '\u007f', '\u0080', '\uffff', '\ufeff', '\u2028'],
);
/** Of few letters, so that texts have all grams of a needle without it, and needles lie across the ends of texts. */
const DENSE = fc.string({ unit: fc.constantFrom('a', 'b', 'a', 'b', 'é', '日'), maxLength: 14 });
const TEXT = fc.oneof(
  fc.array(PIECE, { maxLength: 12 }).map((pieces) => pieces.join('')),
  DENSE,
);
/** A decoded value with a line end, which makes a line that is no field, or another field. */
const ODD_VALUE = fc.constantFrom(
  '=?utf-8?q?ab=0Ax-odd:_ab?=',
  '=?utf-8?q?=0Afrom:ab?=',
  '=?utf-8?q?a=0Ab?=',
  '=?utf-8?q?x=0A=0A:_ab?=',
);
const FIELD = fc.oneof(
  { weight: 6, arbitrary: TEXT.map((text) => text.replace(/[\r\n\0]/g, ' ')) },
  { weight: 1, arbitrary: ODD_VALUE },
);

const MAIL = fc
  .record({
    subject: FIELD,
    from: FIELD,
    to: FIELD,
    odd: FIELD,
    name: fc.constantFrom('X-Odd', 'x-odd', 'X-ODD', 'X-\u00e9', 'List-Id'),
    body: TEXT,
    form: fc.nat(7),
  })
  .map(({ subject, from, to, odd, name, body, form }) => {
    const fields: Record<string, string> = { [name]: odd };
    if (form & 1) fields.Subject = subject;
    if (form & 2) fields.From = `${from} <a@b>`;
    if (form & 4) fields.To = to;
    // A field that stands twice: its values are searched each by itself.
    if (form === 7) fields.from = subject;
    return mail(fields, body);
  });

const RAW_MAIL = fc.oneof({ weight: 5, arbitrary: MAIL }, { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) });

const NEEDLE = fc.oneof(
  { weight: 6, arbitrary: fc.array(PIECE, { maxLength: 3 }).map((pieces) => pieces.join('')) },
  { weight: 6, arbitrary: DENSE.map((text) => text.slice(0, 5)) },
  { weight: 2, arbitrary: DENSE.map((text) => `>\n${text.slice(0, 2)}`) },
  { weight: 2, arbitrary: fc.array(PIECE, { minLength: 4, maxLength: 8 }).map((pieces) => pieces.join('')) },
  { weight: 1, arbitrary: fc.constantFrom('', '\ud83d', '\ude00', 'a@b', '<a', '\n', 'x'.repeat(50)) },
);
const NAME = fc.constantFrom(
  'from',
  'To',
  'CC',
  'bcc',
  'Subject',
  'date',
  'message-id',
  'x-odd',
  'List-ID',
  'X-é',
  'none',
  'content-type',
);
const LEAF: fc.Arbitrary<Query> = fc.oneof(
  fc.record({ kind: fc.constantFrom('body' as const, 'text' as const), contains: NEEDLE }),
  fc.record({ kind: fc.constant('header' as const), name: NAME, contains: NEEDLE }),
);
const QUERY: fc.Arbitrary<Query> = fc.oneof(
  { weight: 4, arbitrary: LEAF },
  { weight: 1, arbitrary: LEAF.map((of) => ({ kind: 'not' as const, of })) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      of: fc.array(LEAF, { minLength: 2, maxLength: 3 }),
    }),
  },
);

it('the index answers as the mail does, whatever is looked for', async () => {
  let found = 0;
  const property = fc.asyncProperty(
    fc.array(RAW_MAIL, { minLength: 1, maxLength: 8 }),
    fc.array(RAW_MAIL, { maxLength: 2 }),
    fc.array(QUERY, { minLength: 8, maxLength: 12 }),
    fc.record({
      batchMessagesMax: fc.integer({ min: 1, max: 4 }),
      searchMessagesAtOnceMax: fc.constantFrom(1, 3, 50_000),
    }),
    async (mails, tail, queries, limits) => {
      const box = new IndexedMailbox(limits);
      try {
        for (const bytes of mails) await box.append(bytes);
        await box.fill();
        for (const bytes of tail) await box.append(bytes);
        for (const query of queries) {
          const answer = await box.plain(query);
          assert.deepEqual(await box.indexed(query), answer);
          found += answer.length;
        }
      } finally {
        box.close();
      }
    },
  );
  await fc.assert(property, { numRuns: 60 });
  assert.ok(found > 100, 'needles and texts meet');
});

it('mail that is in the index is not read', async (t) => {
  const box = mailbox(t);
  await box.append(mail({ Subject: 'one', From: 'Ann <ann@x>', 'X-Odd': 'yes' }, 'a needle in the hay'));
  await box.append(mail({ Subject: 'two', From: 'Bob <bob@x>' }, 'nothing'));
  await box.fill();
  await box.append(mail({ Subject: 'three', From: 'Ann <ann@x>' }, 'another needle'));
  const table: readonly [Query, readonly number[]][] = [
    [{ kind: 'body', contains: 'eedl' }, [1, 3]],
    [{ kind: 'body', contains: 'ee' }, [1, 3]],
    [{ kind: 'body', contains: 'n' }, [1, 2, 3]],
    [{ kind: 'header', name: 'from', contains: 'ann@' }, [1, 3]],
    [{ kind: 'header', name: 'x-odd', contains: '' }, [1]],
    [{ kind: 'header', name: 'x-odd', contains: 'ye' }, [1]],
    [{ kind: 'text', contains: 'ANN' }, [1, 3]],
    [{ kind: 'not', of: { kind: 'body', contains: 'needle' } }, [2]],
  ];
  for (const [query, expected] of table) {
    assert.deepEqual(await box.indexed(query), expected, JSON.stringify(query));
    assert.equal(box.bodiesRead, 1, `only the tail is read: ${JSON.stringify(query)}`);
  }
});

it('a header whose lines are no fields, or with a field that stands twice, is answered as it is read', async (t) => {
  const box = mailbox(t);
  await box.append(encodeUtf8('From: Ann <ann@x>\r\nFrom: Bob <bob@x>\r\n\r\n'));
  await box.append(encodeUtf8('X-Odd: =?utf-8?q?one=0AX-Other:two=0A_X-Last:_three?=\r\n\r\n'));
  await box.append(encodeUtf8('X-Odd: \u0301e\r\nX-\u017fhort: \ufb01ne\r\n\r\n'));
  await box.fill();
  const names = ['from', 'x-odd', 'x-other', ' x-last', 'x-last', 'x-\u017fhort', 'x-short', 'x-\u017fhort'];
  const needles = ['>\nBOB', '', 'one', 'two', 'wo', 'three', '\u0301', 'fin', 'e\n', 'x'];
  for (const name of names) {
    for (const contains of needles) {
      const query: Query = { kind: 'header', name, contains };
      assert.deepEqual(await box.indexed(query), await box.plain(query), JSON.stringify(query));
    }
  }
});

it('what is expunged leaves the index, and shelves that it leaves half empty are packed anew', async (t) => {
  const box = mailbox(t, { batchMessagesMax: 3 });
  const fresh = (i: number) => mail({ Subject: `number ${i}` }, `word${i} ${'filler '.repeat(3_000)}`);
  for (let i = 1; i <= 12; i++) await box.append(fresh(i));
  await box.fill();
  const full = readFileSync(indexFile(box.directory, OWNER)).length;
  for (const uid of [1, 2, 3, 4, 6, 7, 8, 10]) await box.expunge(uid);
  await box.append(fresh(13));
  await box.fill();
  assert.ok(full > 0);
  for (let i = 1; i <= 13; i++) {
    for (const query of [
      { kind: 'body', contains: `word${i} f` },
      { kind: 'header', name: 'subject', contains: `${i}` },
    ] as const) {
      assert.deepEqual(await box.indexed(query), await box.plain(query));
    }
  }
  assert.equal(box.bodiesRead, 0);
});

it('an index that was cut off by a kill goes on where it was whole', async (t) => {
  const box = mailbox(t, { batchMessagesMax: 1 });
  const query: Query = { kind: 'body', contains: 'needle' };
  for (let i = 0; i < 4; i++) await box.append(mail({}, `needle ${i}`));
  await box.fill();
  box.restart();
  await box.append(mail({}, 'another needle'));
  assert.deepEqual(await box.indexed(query), [1, 2, 3, 4, 5]);
  assert.equal(box.bodiesRead, 1);
  await box.fill();
  assert.deepEqual(await box.indexed(query), [1, 2, 3, 4, 5]);
  assert.equal(box.bodiesRead, 0);
});

it('an index that is gone, damaged or of another account is made anew, and is never believed', async (t) => {
  const box = mailbox(t);
  const query: Query = { kind: 'body', contains: 'needle' };
  for (let i = 0; i < 30; i++) await box.append(mail({}, i % 3 === 0 ? 'a needle' : 'hay'));
  await box.fill();
  const file = indexFile(box.directory, OWNER);
  const expected = await box.plain(query);
  const damages: Readonly<Record<string, () => void>> = {
    gone: () => rmSync(file),
    empty: () => writeFileSync(file, ''),
    'no database': () => writeFileSync(file, 'x'.repeat(10_000)),
    'cut short': () => writeFileSync(file, readFileSync(file).subarray(0, 20_000)),
    'of another account': () => {
      box.birth++;
    },
  };
  for (const [name, damage] of Object.entries(damages)) {
    box.restart();
    damage();
    assert.deepEqual(await box.indexed(query), expected, name);
    await box.fill();
    assert.deepEqual(await box.indexed(query), expected, name);
    assert.equal(box.bodiesRead, 0, `${name}: made anew`);
  }
  assert.ok(existsSync(file));
  assert.ok(box.events.some((event) => event.startsWith('search.index.dropped')));
});
