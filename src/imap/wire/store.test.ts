import { testGrammar } from './grammar.oracle.ts';
import { storeArguments } from './store.ts';

const set = { kind: 'ranges', ranges: [{ first: 1, last: '*' }] } as const;

testGrammar('STORE', storeArguments, {
  good: [
    [
      ' 1:* FLAGS (\\Seen $x)',
      { set, mode: 'replace', silent: false, flags: ['\\Seen', '$x'], unchangedSince: undefined },
    ],
    [
      ' 1:* +flags.silent (\\Deleted)',
      { set, mode: 'add', silent: true, flags: ['\\Deleted'], unchangedSince: undefined },
    ],
    [
      ' 1:* -FLAGS \\Deleted $x',
      { set, mode: 'remove', silent: false, flags: ['\\Deleted', '$x'], unchangedSince: undefined },
    ],
    [' 1:* FLAGS ()', { set, mode: 'replace', silent: false, flags: [], unchangedSince: undefined }],
    [' 1:* (UNCHANGEDSINCE 0) +FLAGS (a)', { set, mode: 'add', silent: false, flags: ['a'], unchangedSince: 0 }],
  ],
  more: [
    '',
    ' 1:*',
    ' 1:* ',
    ' 1:* (UNCHANGEDSINCE 5)',
    ' 1:* FLAGS',
    ' 1:* FLAGS ',
    ' 1:* FLAGS (',
    ' 1:* FLAGS \\Seen ',
  ],
  bad: [
    [' 1:* FLAG (x)', 'storeItem', 5],
    [' 1:* *FLAGS (x)', 'storeItem', 5],
    [' 1:* FLAGS.LOUD (x)', 'storeItem', 5],
    [' 1:* FLAGS (x) y', 'end', 14],
    [' 1:* (CHANGEDSINCE 5) FLAGS (x)', 'parameter', 6],
    [' 1:* (UNCHANGEDSINCE 5 UNCHANGEDSINCE 5) FLAGS (x)', 'tooMany', 23],
    [' 1:* FLAGS a b c d', 'tooMany', 17],
  ],
  limits: { listItemsMax: 3 },
});
