import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commandForLog } from './command-log.ts';
import { testGrammar } from './grammar.oracle.ts';
import { authenticateArguments, enableArguments, idArguments, loginArguments } from './session-arguments.ts';
import { octets } from './testing.ts';

testGrammar('LOGIN', loginArguments, {
  good: [
    [' fred foo', { username: 'fred', password: 'foo' }],
    [' "fred@x" "a\\"b"', { username: 'fred@x', password: 'a"b' }],
    [' {4}\r\nfred {0+}\r\n', { username: 'fred', password: '' }],
    [' fred "pässword"', { username: 'fred', password: 'pässword' }],
  ],
  more: ['', ' fred', ' fred ', ' fred "foo'],
  bad: [
    [' fred foo bar', 'end', 9],
    [' (fred) foo', 'literal', 1],
  ],
});

testGrammar('AUTHENTICATE', authenticateArguments, {
  good: [
    [' plain', { mechanism: 'PLAIN', initialResponse: undefined }],
    [' PLAIN =', { mechanism: 'PLAIN', initialResponse: octets('') }],
    [' PLAIN AGZyZWQAZm9v', { mechanism: 'PLAIN', initialResponse: octets('\0fred\0foo') }],
  ],
  more: ['', ' '],
  bad: [
    [' PLAIN A', 'base64', 7],
    [' PLAIN AGZyZWQAZm9v x', 'end', 19],
    [' PLAIN "AGZyZWQAZm9v"', 'base64', 7],
    [' ()', 'atom', 1],
  ],
});

testGrammar('ENABLE', enableArguments, {
  good: [[' condstore UTF8=Accept', { capabilities: ['CONDSTORE', 'UTF8=ACCEPT'] }]],
  more: ['', ' ', ' x '],
  bad: [
    [' x  y', 'atom', 3],
    [' a b c', 'tooMany', 4],
  ],
  limits: { listItemsMax: 2 },
});

testGrammar('ID', idArguments, {
  good: [
    [' nil', { fields: undefined }],
    [' ()', { fields: [] }],
    [
      ' ("name" "x" "version" NIL)',
      {
        fields: [
          { name: 'name', value: 'x' },
          { name: 'version', value: undefined },
        ],
      },
    ],
  ],
  more: ['', ' (', ' ("name"', ' ("name" "x"'],
  bad: [
    [' ("name")', 'space', 8],
    [' (NIL NIL)', 'literal', 2],
    [' "x"', 'listStart', 1],
  ],
});

test('the log shows no credentials, no octets of literals and nothing that it does not know', () => {
  const cases: [string, string][] = [
    ['a1 login fred secret', 'a1 LOGIN (hidden)'],
    ['a1 LOGIN {4}\r\nfred {6}\r\nsecret', 'a1 LOGIN (hidden)'],
    ['a1 LOGIN', 'a1 LOGIN (hidden)'],
    ['a1 AUTHENTICATE PLAIN AHNlY3JldA==', 'a1 AUTHENTICATE (hidden)'],
    ['login fred secret', '(unknown command)'],
    ['secret', '(unreadable)'],
    ['a1 secret x', '(unknown command)'],
    ['a1 UID SEARCH SUBJECT secret', 'a1 UID SEARCH (hidden)'],
    ['a1 select "x\r\ny"', 'a1 SELECT "x??y"'],
    ['a1 uid fetch 1:* (FLAGS)', 'a1 UID FETCH 1:* (FLAGS)'],
    ['a1 DELETE {6}\r\nsecret', 'a1 DELETE (6 octets)'],
    ['a1 APPEND x {99999}\r\n', 'a1 APPEND x (99999 octets)'],
    ['a1 RENAME {6+}\r\nsecret {6}\nsecret', 'a1 RENAME (6 octets) (6 octets)'],
    [`a1 DELETE ${'x'.repeat(500)}`, `a1 DELETE ${'x'.repeat(199)}…`],
    ['', '(unreadable)'],
  ];
  for (const [command, shown] of cases) assert.equal(commandForLog(octets(command)), shown);
});
