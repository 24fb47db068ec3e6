import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseGmailLabels } from './gmail-labels.ts';
import { formatMaildirFolder, parseMaildirFolder, safeFileName } from './mailbox-path.ts';
import { formatDovecotKeywords, formatMaildirFlags, parseDovecotKeywords, parseMaildirFlags } from './maildir-name.ts';
import { guessSpecialUse } from './special-use.ts';
import { formatUidList, parseCourierPop3List, parseUidList } from './uid-list.ts';
import { DEFAULT_UIDL_FORMAT, uidlFormat } from './uidl-format.ts';

describe('names of a Maildir', () => {
  const names: readonly [string, number, readonly string[]][] = [
    ['1.a.h', 0, []],
    ['1.a.h:2,', 0, []],
    ['1.a.h,S=1,W=2:2,DFRST', 31, []],
    ['1.a.h:2,PSab', 1, ['$Forwarded', 'red']],
    ['1.a.h;2,S', 1, []],
    ['1.a.h:2,Sz?,x', 1, []],
  ];
  for (const [name, system, keywords] of names) {
    it(`say flags: ${name}`, () => assert.deepEqual(parseMaildirFlags(name, ['red']), { system, keywords }));
  }
  it('say the flags that were written', () => {
    const list = ['red', 'green'];
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 31 }), fc.subarray(['$Forwarded', 'green', 'red']), (system, keywords) => {
        const parsed = parseMaildirFlags(`x:2,${formatMaildirFlags({ system, keywords }, list)}`, list);
        assert.deepEqual(
          { ...parsed, keywords: [...parsed.keywords].sort() },
          { system, keywords: [...keywords].sort() },
        );
      }),
    );
  });
  it('have their keywords in a list', () => {
    assert.deepEqual(parseDovecotKeywords('0 a\n2 c\n99 x\nbroken\n'), ['a', '', 'c']);
    assert.deepEqual(parseDovecotKeywords(formatDovecotKeywords(['a', 'b'])), ['a', 'b']);
  });
});

describe('names of mailboxes', () => {
  it('of Maildir++', () => {
    assert.deepEqual(parseMaildirFolder('.Sent.2024'), ['Sent', '2024']);
    assert.deepEqual(parseMaildirFolder('.Entw&APw-rfe'), ['Entwürfe']);
    assert.deepEqual(parseMaildirFolder('.Entwürfe.a&b'), ['Entwürfe', 'a&b']);
  });
  it('are written so that they come back', () => {
    const part = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }).filter((text) => text.isWellFormed());
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 3 }), (path) => {
        const folder = formatMaildirFolder(path);
        assert.ok(!folder.includes('/'));
        if (!path.some((one) => /[./&]/.test(one))) assert.deepEqual(parseMaildirFolder(folder), path);
      }),
    );
  });
  it('are safe as file names, and stay different', () => {
    assert.equal(safeFileName('..'), '%2E%2E');
    assert.equal(safeFileName('a/b\u0000'), 'a%2Fb%00');
    assert.equal(safeFileName('100%'), '100%25');
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        assert.ok(!/^\.{0,2}$|[/\u0000]/.test(safeFileName(a)));
        if (a !== b && a !== '' && b !== '') assert.notEqual(safeFileName(a), safeFileName(b));
      }),
    );
  });
  it('say what they are for', () => {
    assert.equal(guessSpecialUse(['Sent Items']), 'sent');
    assert.equal(guessSpecialUse(['INBOX', 'spam']), 'junk');
    assert.equal(guessSpecialUse(['Entwu\u0308rfe']), 'drafts');
    assert.equal(guessSpecialUse(['Work', 'Sent']), undefined);
    assert.equal(guessSpecialUse([]), undefined);
  });
});

describe('a list of uids', () => {
  const text =
    '3 V1275660208 N25022 G3085f01b\n25006 G5f W2742 P0001u :1.M1.h,S=1\n25017 :2.h:2,S\n9 :late\nbroken\n25020 W1 :x y\n';
  it('of Dovecot', () => {
    const list = parseUidList(text)!;
    assert.deepEqual([list.uidValidity, list.uidNext], [1275660208, 25022]);
    assert.deepEqual(Object.fromEntries(list.entries), {
      '1.M1.h,S=1': { uid: 25006, uidl: '0001u', guid: '5f' },
      '2.h': { uid: 25017 },
      'x y': { uid: 25020 },
    });
  });
  it('of Courier', () => {
    const list = parseUidList('1 1275660208 12\n3 1.a.h\n11 2.b.h\n')!;
    assert.deepEqual([list.uidValidity, list.uidNext, list.entries.get('2.b.h')], [1275660208, 12, { uid: 11 }]);
  });
  it('that is none, at every cut', () => {
    for (const broken of ['', '2 V1 N2\n', '3 N2\n', '3 V0 N1\n', 'x']) assert.equal(parseUidList(broken), undefined);
    for (let end = 0; end < text.length; end++) parseUidList(text.slice(0, end));
  });
  it('comes back as it was written', () => {
    const entries = [
      { uid: 3, base: 'a' },
      { uid: 9, base: 'b,S=1', uidl: 'x.y' },
    ];
    const list = parseUidList(formatUidList({ uidValidity: 7, uidNext: 12 }, entries))!;
    assert.deepEqual(
      [list.uidValidity, list.uidNext, [...list.entries]],
      [
        7,
        12,
        [
          ['a', { uid: 3 }],
          ['b,S=1', { uid: 9, uidl: 'x.y' }],
        ],
      ],
    );
  });
  it('of Courier’s POP3', () => {
    const list = parseCourierPop3List(
      '/3 9 1275660208\n1.a.h 120 4:1275660208:0\n2.b.h:2,S 9 5:0:1\n3 1 0:0:0\nbad\n',
    )!;
    assert.deepEqual(
      [...list],
      [
        ['1.a.h', 'UID4-1275660208'],
        ['2.b.h', 'UID5'],
      ],
    );
    assert.equal(parseCourierPop3List('1 2 3\n'), undefined);
  });
});

describe('a format of unique ids', () => {
  const facts = { uid: 31, uidValidity: 1275660208, fileName: '1.a.h', guid: undefined };
  const formats: readonly [string, string | undefined][] = [
    [DEFAULT_UIDL_FORMAT, '0000001f4c0907b0'],
    ['%u-%v', '31-1275660208'],
    ['%v.%u', '1275660208.31'],
    ['%f', '1.a.h'],
    ['UID%u%%', 'UID31%'],
    ['%m', undefined],
    ['%v', undefined],
    ['plain', undefined],
  ];
  for (const [format, expected] of formats) {
    it(`${format}: ${expected}`, () => assert.equal(uidlFormat(format)?.(facts), expected));
  }
});

it('labels of Gmail', () => {
  assert.deepEqual(parseGmailLabels('Inbox,Important,Opened,"Work, old",Foo/Bar,constructor,Category Updates'), {
    system: ['inbox'],
    own: ['Work, old', 'Foo/Bar', 'constructor'],
    seen: true,
    flagged: false,
    important: true,
  });
  assert.equal(parseGmailLabels('Unread,Starred').seen, false);
});
