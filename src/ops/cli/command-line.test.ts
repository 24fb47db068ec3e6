import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { UsageFailure } from '../failure.ts';
import { rookery, runProcess } from '../testing.ts';
import { verbs } from '../verb/verb.table.ts';
import { parseArguments } from './arguments.ts';
import { helpOn } from './help.ts';
import { nearest } from './nearest.ts';
import type { Verb } from './verb.ts';

const verb: Verb = {
  name: 'feed',
  purpose: '',
  words: ['BIRD', '[GRAIN]'],
  options: {
    dir: { value: 'DIR', about: '', required: true },
    password: { value: 'TEXT', about: '' },
    json: { about: '' },
  },
  examples: [],
  run: async () => 0,
};

describe('arguments', () => {
  it('are words and options in any order', () => {
    const { words, options } = parseArguments(verb, ['--json', 'rook', '--dir=a b', 'oats', '--password', '-x']);
    assert.deepEqual(words, ['rook', 'oats']);
    assert.equal(options.text('dir'), 'a b');
    assert.equal(options.text('password'), '-x');
    assert.ok(options.has('json'));
  });

  const wrong: readonly (readonly [readonly string[], RegExp])[] = [
    [[], /BIRD is missing/],
    [['rook'], /--dir DIR is missing/],
    [['rook', 'oats', 'rye', '--dir', 'd'], /"rye" is one word too many/],
    [['rook', '--dri', 'd'], /there is no option --dri: did you mean --dir\?/],
    [['rook', '--dir'], /--dir needs a value/],
    [['rook', '--dir', '--json'], /--dir needs a value/],
    [['rook', '--dir', 'd', '--json=1'], /--json takes no value/],
    [['rook', '--dir', 'd', '--dir', 'e'], /--dir is given twice/],
    [['rook', '--dir', 'd', '-q'], /there is no option -q/],
    [['rook', '--dir', 'd', '--constructor'], /there is no option --constructor/],
  ];
  for (const [args, expected] of wrong) {
    it(`are refused: ${args.join(' ')}`, () => {
      assert.throws(
        () => parseArguments(verb, args),
        (error) => error instanceof UsageFailure && expected.test(error.message),
      );
    });
  }
});

it('the nearest name is found, and nothing that is far', () => {
  const names = ['serve', 'status', 'account add', 'check'];
  const table = [
    ['serv', 'serve'],
    ['stauts', 'status'],
    ['chekc', 'check'],
    ['Serve', 'serve'],
    ['xyz', undefined],
  ] as const;
  for (const [typed, expected] of table) assert.equal(nearest(typed, names), expected, typed);
});

it('every verb has help with an example, and no two have one name', () => {
  for (const each of verbs) {
    assert.ok(
      each.examples.length > 0 && each.examples.every((example) => example.startsWith(`rookery ${each.name}`)),
      each.name,
    );
    assert.match(helpOn(each), new RegExp(`^Usage: rookery ${each.name}`));
    assert.ok('json' in each.options, `${each.name} answers in JSON`);
  }
  assert.equal(new Set(verbs.map(({ name }) => name)).size, verbs.length);
});

it('the examples of every verb can be read', () => {
  for (const each of verbs) {
    for (const example of each.examples) {
      parseArguments(each, example.split(' ').slice(1 + each.name.split(' ').length));
    }
  }
});

describe('a command line', () => {
  const table: readonly (readonly [readonly string[], number, RegExp])[] = [
    [[], 0, /rookery help VERB/],
    [['help', 'serve'], 0, /^Usage: rookery serve/],
    [['account', 'add', '--help'], 0, /^Usage: rookery account add/],
    [['--version'], 0, /^\d+\.\d+\.\d+/],
    [['sevre'], 2, /there is no verb sevre: did you mean serve\?/],
    [['account', 'ad'], 2, /did you mean account add\?/],
    [['account'], 2, /account needs a verb: use one of: add, /],
    [['status', '--dir', '/nowhere/at/all'], 1, /make a data folder with rookery init/],
    [
      ['init', '--dir', 'x', '--domain', 'example.org', '--port-base', '70000'],
      2,
      /--port-base must be a number from 0/,
    ],
  ];
  for (const [args, code, expected] of table) {
    it(`rookery ${args.join(' ')}`, async () => {
      const finished = await rookery(args);
      assert.equal(finished.code, code, finished.stderr);
      assert.match(code === 0 ? finished.stdout : finished.stderr, expected);
    });
  }
});

it('a process ends with the code', async () => {
  const finished = await runProcess(['sevre', '--json']);
  assert.equal(finished.code, 2);
  assert.equal((JSON.parse(finished.stdout) as { ok: boolean }).ok, false);
});
