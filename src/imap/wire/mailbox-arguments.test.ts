import { appendNext, appendStart } from './append.ts';
import { testGrammar } from './grammar.oracle.ts';
import { type ListArguments, type ListReturn, type ListSelection, listArguments, lsubArguments } from './list.ts';
import {
  copyArguments,
  createArguments,
  mailboxArguments,
  renameArguments,
  type SelectArguments,
  selectArguments,
  uidExpungeArguments,
} from './mailbox-arguments.ts';
import type { Resynchronize } from './resynchronize.ts';
import type { NumberRange } from './sequence-set.ts';
import { statusArguments } from './status.ts';

function ranges(...bounds: readonly number[]): readonly NumberRange[] {
  return bounds.flatMap((first, i) => (i % 2 === 0 ? [{ first, last: bounds[i + 1]! }] : []));
}

function resynchronize(known: Partial<Resynchronize>, condstore = false): SelectArguments {
  const nothing = { uidValidity: 67890007, modSeq: 1, knownUids: undefined, match: undefined };
  return { mailbox: 'INBOX', condstore, resynchronize: { ...nothing, ...known } };
}

testGrammar('SELECT', selectArguments, {
  good: [
    [' inbox', { mailbox: 'INBOX', condstore: false, resynchronize: undefined }],
    [' "a b" (condstore)', { mailbox: 'a b', condstore: true, resynchronize: undefined }],
    // The examples of RFC 7162 §3.2.5.
    [
      ' INBOX (QRESYNC (67890007 20050715194045000 41,43:211,214:541))',
      resynchronize({ modSeq: Number.MAX_SAFE_INTEGER, knownUids: ranges(41, 41, 43, 211, 214, 541) }),
    ],
    [' INBOX (QRESYNC (67890007 1))', resynchronize({ modSeq: 1 })],
    [
      ' INBOX (CONDSTORE QRESYNC (67890007 1 9:2 (1,3:4 6,8:9)))',
      resynchronize(
        { knownUids: ranges(2, 9), match: { sequences: ranges(1, 1, 3, 4), uids: ranges(6, 6, 8, 9) } },
        true,
      ),
    ],
    [
      ' INBOX (QRESYNC (67890007 1 (1:2 3:4)))',
      resynchronize({ match: { sequences: ranges(1, 2), uids: ranges(3, 4) } }),
    ],
  ],
  more: ['', ' ', ' x ', ' x (', ' x (CONDSTORE', ' x (QRESYNC (1', ' x (QRESYNC (1 2 3', ' x (QRESYNC (1 2 (3 4)'],
  bad: [
    [' x ()', 'parameter', 4],
    [' x (QRESYNC)', 'space', 11],
    [' x (QRESYNC (0 1))', 'nonZeroNumber', 13],
    [' x (QRESYNC (1 1 *))', 'sequenceSet', 17],
    [' x (QRESYNC (1 1 $))', 'sequenceSet', 17],
    [' x (QRESYNC (1 1 (1:3 4:5)))', 'sequenceSet', 22],
    [' x (QRESYNC (1 1 (3:1 4:6)))', 'sequenceSet', 18],
    [' x (QRESYNC (1 1 (2,1 4:5)))', 'sequenceSet', 18],
    [' x (QRESYNC (1 1) QRESYNC (1 1))', 'parameter', 18],
    [' x y', 'listStart', 3],
    ['x', 'space', 0],
  ],
});

testGrammar('CREATE', createArguments, {
  good: [
    [' x', { mailbox: 'x', specialUse: undefined }],
    [' x (USE (\\Sent \\Drafts))', { mailbox: 'x', specialUse: ['\\Sent', '\\Drafts'] }],
    [' x (USE ())', { mailbox: 'x', specialUse: [] }],
  ],
  more: [' x (USE (\\'],
  bad: [
    [' x (USE (Sent))', 'flag', 9],
    [' x (FOO)', 'parameter', 4],
  ],
});

testGrammar('DELETE', mailboxArguments, {
  good: [[' {1}\r\nx', { mailbox: 'x' }]],
  more: [' '],
  bad: [[' x y', 'end', 2]],
});

testGrammar('RENAME', renameArguments, {
  good: [
    [' a "b c"', { from: 'a', to: 'b c' }],
    [' "" ""', { from: '', to: '' }],
  ],
  more: [' a', ' a '],
  bad: [[' a  b', 'literal', 3]],
});

const set = { kind: 'ranges', ranges: [{ first: 1, last: 2 }] } as const;

testGrammar('COPY', copyArguments, {
  good: [[' 1:2 x', { set, mailbox: 'x' }]],
  more: [' 1:2', ' 1:2 '],
  bad: [[' x x', 'sequenceSet', 1]],
});

testGrammar('UID EXPUNGE', uidExpungeArguments, {
  good: [[' 1:2', { set }]],
  more: [''],
  bad: [[' 1:2 ', 'end', 4]],
});

testGrammar('STATUS', statusArguments, {
  good: [
    [
      ' x (messages UIDNEXT UIDVALIDITY UNSEEN DELETED SIZE RECENT HIGHESTMODSEQ)',
      {
        mailbox: 'x',
        items: ['MESSAGES', 'UIDNEXT', 'UIDVALIDITY', 'UNSEEN', 'DELETED', 'SIZE', 'RECENT', 'HIGHESTMODSEQ'],
      },
    ],
    [' "" (SIZE SIZE)', { mailbox: '', items: ['SIZE'] }],
  ],
  more: [' x', ' x (', ' x (SIZE'],
  bad: [
    [' x ()', 'statusItem', 4],
    [' x (FOO)', 'statusItem', 4],
    [' x SIZE', 'listStart', 3],
  ],
});

const SELECTION: ListSelection = { subscribed: false, remote: false, recursiveMatch: false, specialUse: false };
const RETURN: ListReturn = { subscribed: false, children: false, specialUse: false, status: undefined };
const list = (patterns: string[], more: Partial<ListArguments> = {}): ListArguments => ({
  reference: '',
  patterns,
  selection: SELECTION,
  returns: RETURN,
  extended: false,
  ...more,
});

testGrammar('LIST', listArguments, {
  good: [
    [' "" *', list(['*'])],
    [' "" ""', list([''])],
    [' a/ %.&APw-', list(['%.ü'], { reference: 'a/' })],
    [' "" a&%', list(['a&%'])],
    [' () "" ("a" b%)', list(['a', 'b%'], { extended: true })],
    [
      ' (SUBSCRIBED REMOTE RECURSIVEMATCH) "" *',
      list(['*'], {
        extended: true,
        selection: { ...SELECTION, subscribed: true, remote: true, recursiveMatch: true },
      }),
    ],
    [' (special-use) "" *', list(['*'], { extended: true, selection: { ...SELECTION, specialUse: true } })],
    [' "" * RETURN ()', list(['*'], { extended: true })],
    [
      ' "" * RETURN (SUBSCRIBED CHILDREN SPECIAL-USE STATUS (MESSAGES UNSEEN))',
      list(['*'], {
        extended: true,
        returns: { subscribed: true, children: true, specialUse: true, status: ['MESSAGES', 'UNSEEN'] },
      }),
    ],
  ],
  more: [
    '',
    ' ',
    ' (',
    ' ()',
    ' "" ',
    ' "" (',
    ' "" * ',
    ' "" * RETURN',
    ' "" * RETURN (STATUS',
    ' "" * RETURN (STATUS (',
  ],
  bad: [
    [' (RECURSIVEMATCH) "" *', 'listOption', 1],
    [' (REMOTE RECURSIVEMATCH) "" *', 'listOption', 1],
    [' (FOO) "" *', 'listOption', 1],
    [' "" ()', 'literal', 5],
    [' "" * RETURN (FOO)', 'listOption', 14],
    [' "" * RETURN (STATUS ())', 'statusItem', 22],
    [' "" * FOO', 'listOption', 6],
    [' "" (*) x', 'listOption', 8],
  ],
});

testGrammar('LSUB', lsubArguments, {
  good: [[' "" "news.*"', { reference: '', pattern: 'news.*' }]],
  more: [' ""'],
  bad: [[' "" (a)', 'literal', 4]],
});

const literal = (sizeBytes: number, synchronizing = true, literal8 = false) => ({ sizeBytes, synchronizing, literal8 });

testGrammar('APPEND', appendStart, {
  good: [
    [' x {0}\r\n', { mailbox: 'x', message: { flags: [], internalDate: undefined, literal: literal(0), utf8: false } }],
    [
      ' "a b" (\\Seen) " 1-Jan-1970 00:00:01 +0000" {0+}\r\n',
      { mailbox: 'a b', message: { flags: ['\\Seen'], internalDate: 1000, literal: literal(0, false), utf8: false } },
    ],
    [
      ' {1}\r\nx () ~{0}\r\n',
      { mailbox: 'x', message: { flags: [], internalDate: undefined, literal: literal(0, true, true), utf8: false } },
    ],
    [
      ' x UTF8 (~{0}\r\n',
      { mailbox: 'x', message: { flags: [], internalDate: undefined, literal: literal(0, true, true), utf8: true } },
    ],
  ],
  more: ['', ' x', ' x ', ' {4}\r\n', ' x () ', ' x ()', ' x {3}'],
  bad: [
    [' x "abc"', 'dateTime', 3],
    [' x (\\Seen {3}\r\n', 'atom', 10],
    [' x y {3}\r\n', 'literal', 3],
    [' x UTF8 {3}\r\n', 'listStart', 8],
  ],
});

const plain = { flags: [], internalDate: undefined, literal: literal(1), utf8: false };

testGrammar('APPEND, after a message', (reader) => appendNext(reader, plain), {
  good: [
    ['', { kind: 'end' }],
    [' {0}\r\n', { kind: 'message', message: { ...plain, literal: literal(0) } }],
    [' (\\Draft) {0}\r\n', { kind: 'message', message: { ...plain, flags: ['\\Draft'], literal: literal(0) } }],
  ],
  more: [' ', ' ()'],
  bad: [
    [')', 'space', 0],
    ['x', 'space', 0],
    [' INBOX {3}\r\n', 'literal', 1],
  ],
});

testGrammar('APPEND UTF8, after a message', (reader) => appendNext(reader, { ...plain, utf8: true }), {
  good: [[')', { kind: 'end' }]],
  more: [''],
  bad: [[' )', 'listEnd', 0]],
});
