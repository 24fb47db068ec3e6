import { encodeLatin1 } from '../../base/index.ts';
import { aclIdentifierArguments, setAclArguments } from './acl.ts';
import { testGrammar } from './grammar.oracle.ts';
import { getMetadataArguments, setMetadataArguments } from './metadata.ts';
import { getQuotaArguments, setQuotaArguments } from './quota.ts';
import { compressArguments } from './session-arguments.ts';
import { sortArguments, threadArguments } from './sort.ts';

const all = { kind: 'key', key: { kind: 'all' } } as const;
const returns = { min: false, max: false, all: false, count: false, save: false };

testGrammar('SORT', sortArguments, {
  good: [
    [
      ' (REVERSE date subject) utf-8 ALL',
      {
        returns: undefined,
        criteria: [
          { key: 'DATE', reverse: true },
          { key: 'SUBJECT', reverse: false },
        ],
        program: all,
      },
    ],
    [
      ' RETURN (COUNT) (DISPLAYFROM) "US-ASCII" ALL',
      { returns: { ...returns, count: true }, criteria: [{ key: 'DISPLAYFROM', reverse: false }], program: all },
    ],
    [
      ' (CC) x-unknown SUBJECT whatever',
      {
        returns: undefined,
        criteria: [{ key: 'CC', reverse: false }],
        program: { kind: 'unknownCharset', charset: 'x-unknown' },
      },
    ],
  ],
  more: ['', ' ', ' (', ' (DATE', ' (DATE)', ' (DATE) UTF-8', ' (DATE) UTF-8 ', ' RETURN (MIN)'],
  bad: [
    [' DATE UTF-8 ALL', 'listStart', 1],
    [' (REVERSE) UTF-8 ALL', 'space', 9],
    [' (COLOUR) UTF-8 ALL', 'sortKey', 2],
    [' (DATE)UTF-8 ALL', 'space', 7],
    [' RETURN (PARTIAL) (DATE) UTF-8 ALL', 'searchOption', 9],
    [' (DATE DATE DATE) UTF-8 ALL', 'tooMany', 12],
  ],
  limits: { listItemsMax: 2 },
});

testGrammar('THREAD', threadArguments, {
  good: [
    [' references UTF-8 ALL', { algorithm: 'REFERENCES', program: all }],
    [' X-NEW UTF-8 ALL', { algorithm: 'X-NEW', program: all }],
  ],
  more: ['', ' ', ' REFERENCES', ' REFERENCES UTF-8', ' REFERENCES UTF-8 '],
  bad: [
    [' (REFERENCES) UTF-8 ALL', 'atom', 1],
    [' REFERENCES UTF-8 NOTHING', 'searchKey', 18],
  ],
});

testGrammar('GETQUOTA', getQuotaArguments, {
  good: [
    [' ""', { root: '' }],
    [' "#user/alice"', { root: '#user/alice' }],
  ],
  more: ['', ' '],
  bad: [[' "" x', 'end', 3]],
});

testGrammar('SETQUOTA', setQuotaArguments, {
  good: [
    [
      ' "" (storage 510 MESSAGE 0)',
      {
        root: '',
        limits: [
          { resource: 'STORAGE', limit: 510 },
          { resource: 'MESSAGE', limit: 0 },
        ],
      },
    ],
    [' "" ()', { root: '', limits: [] }],
  ],
  more: ['', ' ""', ' "" (', ' "" (STORAGE', ' "" (STORAGE 5'],
  bad: [
    [' "" (STORAGE)', 'space', 12],
    [' "" (STORAGE -1)', 'number', 13],
  ],
});

testGrammar('GETMETADATA', getMetadataArguments, {
  good: [
    [' "" /Shared/Comment', { mailbox: '', entries: ['/shared/comment'], maxSizeBytes: undefined, depth: 0 }],
    [
      ' (MAXSIZE 5 DEPTH infinity) x (/private /shared/a)',
      { mailbox: 'x', entries: ['/private', '/shared/a'], maxSizeBytes: 5, depth: 'infinity' },
    ],
    [' x (DEPTH 1) (/private/a)', { mailbox: 'x', entries: ['/private/a'], maxSizeBytes: undefined, depth: 1 }],
  ],
  more: ['', ' ', ' x', ' x ', ' x (', ' (MAXSIZE', ' (MAXSIZE 5)', ' (DEPTH '],
  bad: [
    [' x /other/a', 'entry', 3],
    [' x /private//a', 'entry', 3],
    [' x "/private/a*"', 'entry', 3],
    [' x "/private/%"', 'entry', 3],
    [' x /private/', 'entry', 3],
    [' x ()', 'literal', 4],
    [' (DEPTH 2) x /private/a', 'parameter', 8],
    [' (WIDTH 2) x /private/a', 'parameter', 2],
  ],
});

testGrammar('SETMETADATA', setMetadataArguments, {
  good: [
    [
      ' x (/private/a NIL /shared/b "v")',
      {
        mailbox: 'x',
        values: [
          { entry: '/private/a', value: null },
          { entry: '/shared/b', value: encodeLatin1('v') },
        ],
      },
    ],
    [' x (/private/a {2+}\r\nab)', { mailbox: 'x', values: [{ entry: '/private/a', value: encodeLatin1('ab') }] }],
  ],
  more: ['', ' x', ' x (', ' x (/private/a', ' x (/private/a "v"'],
  bad: [
    [' x ()', 'literal', 4],
    [' x (/private/a v)', 'literal', 15],
    [' x (/private/a)', 'space', 14],
  ],
});

testGrammar('COMPRESS', compressArguments, {
  good: [[' deflate', { algorithm: 'DEFLATE' }]],
  more: ['', ' '],
  bad: [
    [' "DEFLATE"', 'atom', 1],
    [' DEFLATE x', 'end', 8],
  ],
});

testGrammar('DELETEACL and LISTRIGHTS', aclIdentifierArguments, {
  good: [
    [' INBOX anyone', { mailbox: 'INBOX', identifier: 'anyone', prepared: 'anyone' }],
    [' "a b" "-x@y"', { mailbox: 'a b', identifier: '-x@y', prepared: '-x@y' }],
    [' INBOX "\u00c4@y"', { mailbox: 'INBOX', identifier: '\u00c4@y', prepared: '\u00c4@y' }],
    // A ligature, as RFC 4013 §3 has it.
    [' INBOX "\ufb01@y"', { mailbox: 'INBOX', identifier: '\ufb01@y', prepared: 'fi@y' }],
  ],
  more: ['', ' ', ' INBOX', ' INBOX '],
  bad: [
    [' INBOX "" x', 'identifier', 7],
    [' INBOX "\x01" x', 'identifier', 7],
    [' INBOX a b', 'end', 8],
  ],
  utf8: true,
});

testGrammar('SETACL', setAclArguments, {
  good: [
    [' INBOX ben lrs', { mailbox: 'INBOX', identifier: 'ben', prepared: 'ben', mode: 'replace', letters: 'lrs' }],
    [' INBOX ben +w', { mailbox: 'INBOX', identifier: 'ben', prepared: 'ben', mode: 'add', letters: 'w' }],
    [' INBOX ben "-"', { mailbox: 'INBOX', identifier: 'ben', prepared: 'ben', mode: 'remove', letters: '' }],
    [' INBOX ben ""', { mailbox: 'INBOX', identifier: 'ben', prepared: 'ben', mode: 'replace', letters: '' }],
  ],
  more: ['', ' INBOX', ' INBOX ben', ' INBOX ben '],
  bad: [
    [' INBOX ben "l r" x', 'rights', 11],
    [' INBOX ben l r', 'end', 12],
  ],
});
