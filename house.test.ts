import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { checkHouse } from './house/check.ts';
import { importsOf } from './house/imports.ts';
import { rfcRow } from './house/rule/documents.ts';
import { formatViolation, readTree, type Tree } from './house/source.ts';
import { tokens } from './house/tokens.ts';

const ROOT = fileURLToPath(new URL('.', import.meta.url));

test('the house keeps its law', () => {
  const violations = checkHouse(readTree(ROOT)).map(formatViolation);
  assert.equal(violations.length, 0, `${violations.length} violations:\n${violations.join('\n')}`);
});

/** A small house in which every rule is kept, so that each planted fault is the only one. */
const SOUND: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({
    scripts: { types: 'tsc && tsc -p tsconfig.pure.json', test: 'npm run types', proof: 'node proof/round.ts' },
    dependencies: { pino: '1.2.3' },
    devDependencies: { 'fast-check': '4.5.6' },
  }),
  'package-lock.json': '{}\n',
  'docs/dependencies.md': '| name | version |\n|---|---|\n| `pino` | 1.2.3 |\n| `fast-check` | 4.5.6 |\n',
  'docs/rfc.md':
    '| RFC | what | status | room | proof |\n|---|---|---|---|---|\n| 9051 | IMAP | yes | imap | `src/imap/wire/parse.test.ts` |\n',
  'src/main.ts':
    "import { serve } from './imap/index.ts';\nimport { keep } from './store-plain/index.ts';\nserve();\nkeep();\n",
  'src/base/index.ts': "export * from './bytes.ts';\n",
  'src/base/bytes.ts': 'export const CR = 13;\n',
  'src/base/README.md': '# base\n',
  'src/imap/index.ts': "export { serve } from './socket.ts';\n",
  'src/imap/socket.ts':
    "import { CR } from '../base/index.ts';\nimport { parse } from './wire/index.ts';\nexport function serve() { return parse(CR); }\n",
  'src/imap/wire/index.ts': "export * from './parse.ts';\n",
  'src/imap/wire/parse.ts': 'export function parse(byte: number) { return byte; }\n',
  'src/imap/wire/parse.test.ts': "import './index.ts';\n",
  'src/imap/README.md': '# imap\n',
  'src/store/index.ts': "export type { Store } from './contract.ts';\n",
  'src/store/contract.ts': 'export interface Store { readonly name: string }\n',
  'src/store/suite/engine.ts': "import { CR } from '../../base/index.ts';\nexport const suite = CR;\n",
  'src/store/README.md': '# store\n',
  'src/store-plain/index.ts':
    "import type { Store } from '../store/index.ts';\nexport const keep = (): Store => ({ name: new URL('./thread.ts', import.meta.url).href });\n",
  'src/store-plain/thread.ts': 'postMessage(1);\n',
  'src/store-plain/keep.test.ts':
    "import { suite } from '../store/suite/engine.ts';\nimport { keep } from './index.ts';\nsuite(keep);\nrun(new URL('../main.ts', import.meta.url));\n",
  'src/store-plain/README.md': '# store-plain\n',
  'proof/round.ts': "import { CR } from '../src/base/index.ts';\nprocess.exit(CR);\n",
};

test('a sound house breaks no rule', () => {
  assert.deepEqual(checkHouse(new Map(Object.entries(SOUND))).map(formatViolation), []);
});

interface Plant {
  readonly says: string;
  /** Files to add or to replace; undefined takes one away. */
  readonly files: Readonly<Record<string, string | undefined>>;
  readonly expect: RegExp;
}

const main = (text: string): string => `${SOUND['src/main.ts']}${text}\n`;
const bytes = (text: string): string => `${SOUND['src/base/bytes.ts']}${text}\n`;
const manifest = (change: object): string => JSON.stringify({ ...JSON.parse(SOUND['package.json']!), ...change });

const PLANTS: readonly Plant[] = [
  {
    says: 'a room imports one that it may not',
    files: { 'src/base/bytes.ts': bytes("import { keep } from '../store-plain/index.ts';") },
    expect: /^src\/base\/bytes\.ts:2: base may not import store-plain \(rooms\)$/,
  },
  {
    says: 'a type import counts',
    files: { 'src/base/bytes.ts': bytes("import type { Store } from '../store/index.ts';") },
    expect: /^src\/base\/bytes\.ts:2: base may not import store \(rooms\)$/,
  },
  {
    says: 'a dynamic import counts',
    files: { 'src/base/bytes.ts': bytes("const late = await import('../store/index.ts');") },
    expect: /base may not import store \(rooms\)/,
  },
  {
    says: 'a type written as an import counts',
    files: { 'src/base/bytes.ts': bytes("let store: import('../store/index.ts').Store;") },
    expect: /base may not import store \(rooms\)/,
  },
  {
    says: 'a re-export counts',
    files: { 'src/base/bytes.ts': bytes("export * as store from '../store/index.ts';") },
    expect: /base may not import store \(rooms\)/,
  },
  {
    says: 'a side effect counts',
    files: { 'src/base/bytes.ts': bytes("import '../store/index.ts';") },
    expect: /base may not import store \(rooms\)/,
  },
  {
    says: "a thread's file counts",
    files: { 'src/base/bytes.ts': bytes("new URL('../store/index.ts', import.meta.url);") },
    expect: /base may not import store \(rooms\)/,
  },
  {
    says: 'a worker counts',
    files: { 'src/base/bytes.ts': bytes("new Worker('../store/index.ts');") },
    expect: /base may not import store \(rooms\)/,
  },
  {
    says: 'an engine imports a protocol',
    files: { 'src/store-plain/thread.ts': "import { serve } from '../imap/index.ts';\nserve();\n" },
    expect: /store-plain may not import imap \(rooms\)/,
  },
  {
    says: 'a shelf imports its room',
    files: {
      'src/imap/wire/parse.ts': "import '../index.ts';\nexport function parse(byte: number) { return byte; }\n",
    },
    expect: /imap\/wire may not import imap \(rooms\)/,
  },
  {
    says: 'a room without a row',
    files: {
      'src/main.ts': main("import './gopher/index.ts';"),
      'src/gopher/index.ts': 'start();\n',
      'src/gopher/README.md': '# gopher\n',
    },
    expect: /the room gopher has no row in the law \(rooms\)/,
  },
  {
    says: 'an import from outside of the rooms',
    files: { 'src/main.ts': main("import { LAW } from '../house.ts';") },
    expect: /house\.ts lies outside of all rooms \(rooms\)/,
  },
  {
    says: 'an import past a door',
    files: {
      'src/imap/socket.ts': "import '../base/bytes.ts';\nimport './wire/index.ts';\nexport function serve() {}\n",
    },
    expect: /src\/base\/bytes\.ts is behind the door src\/base\/index\.ts \(doors\)/,
  },
  {
    says: "an import past a shelf's door by its own room",
    files: { 'src/imap/socket.ts': "import { parse } from './wire/parse.ts';\nexport const serve = parse;\n" },
    expect: /src\/imap\/wire\/parse\.ts is behind the door src\/imap\/wire\/index\.ts \(doors\)/,
  },
  {
    says: 'even proof goes through doors',
    files: { 'proof/round.ts': "import '../src/base/bytes.ts';\n" },
    expect: /behind the door src\/base\/index\.ts \(doors\)/,
  },
  {
    says: 'a test door used by what is no test',
    files: { 'src/store-plain/thread.ts': "import '../store/suite/engine.ts';\n" },
    expect: /src\/store\/suite\/engine\.ts is for tests alone \(doors\)/,
  },
  {
    says: 'an import of a file that is not there',
    files: { 'src/imap/socket.ts': "import './gone.ts';\nimport './wire/index.ts';\nexport function serve() {}\n" },
    expect: /src\/imap\/gone\.ts is not there \(doors\)/,
  },
  {
    says: 'somebody imports main',
    files: { 'src/imap/socket.ts': "import '../main.ts';\nimport './wire/index.ts';\nexport function serve() {}\n" },
    expect: /nothing imports main \(doors\)/,
  },
  {
    says: 'what is no test runs the program from inside of it',
    files: { 'src/store-plain/thread.ts': "new URL('../main.ts', import.meta.url);\n" },
    expect: /nothing imports main \(doors\)/,
  },
  {
    says: 'two files in a loop',
    files: {
      'src/base/bytes.ts': bytes("import './text.ts';"),
      'src/base/text.ts': "import './bytes.ts';\n",
    },
    expect: /a loop: src\/base\/bytes\.ts -> src\/base\/text\.ts -> src\/base\/bytes\.ts \(cycles\)/,
  },
  {
    says: 'three files in a loop, by types',
    files: {
      'src/base/bytes.ts': bytes("import type { A } from './a.ts';"),
      'src/base/a.ts': "export type { B } from './b.ts';\n",
      'src/base/b.ts': "import { type CR } from './bytes.ts';\n",
    },
    expect: /a loop: .*bytes\.ts -> .*a\.ts -> .*b\.ts -> .*bytes\.ts \(cycles\)/,
  },
  {
    says: 'a file that nothing reaches',
    files: { 'src/base/lost.ts': "import './bytes.ts';\n" },
    expect: /^src\/base\/lost\.ts: nothing reaches it \(dead files\)$/,
  },
  {
    says: 'a file that its own test alone reaches',
    files: { 'src/base/lost.ts': 'lost();\n', 'src/base/lost.test.ts': "import './lost.ts';\n" },
    expect: /^src\/base\/lost\.ts: only tests reach it \(dead files\)$/,
  },
  {
    says: 'a proof that no script runs',
    files: { 'proof/forgotten.ts': 'run();\n' },
    expect: /^proof\/forgotten\.ts: nothing reaches it \(dead files\)$/,
  },
  {
    says: 'an export that nobody names',
    files: { 'src/base/bytes.ts': bytes('export async function fold() {}') },
    expect: /^src\/base\/bytes\.ts:2: no other file names fold \(dead exports\)$/,
  },
  {
    says: 'a Node module in a pure room',
    files: { 'src/base/bytes.ts': bytes("import { hash } from 'node:crypto';") },
    expect: /node:crypto in a pure room \(purity\)/,
  },
  {
    says: 'a Node module on a wire shelf',
    files: { 'src/imap/wire/parse.ts': "import 'node:net';\nexport function parse(byte: number) { return byte; }\n" },
    expect: /^src\/imap\/wire\/parse\.ts:1: node:net in a pure room \(purity\)$/,
  },
  {
    says: 'a package in a pure room',
    files: { 'src/base/bytes.ts': bytes("import { pino } from 'pino';") },
    expect: /pino in a pure room \(purity\)/,
  },
  ...['process.env', 'Buffer.from([])', 'setTimeout(() => 0)', 'Date.now()', 'Math.random()', 'new Date()'].map(
    (impure): Plant => ({
      says: `${impure} in a pure room`,
      files: { 'src/base/bytes.ts': bytes(`(${impure});`) },
      expect: /^src\/base\/bytes\.ts:2: \S+(?: Date\(\))? in a pure room \(purity\)$/,
    }),
  ),
  {
    says: 'impurity inside of a template',
    files: { 'src/base/bytes.ts': bytes(`(\`at \${[{ now: Date.now() }]} is process\`);`) },
    expect: /Date\.now in a pure room \(purity\)/,
  },
  {
    says: 'a file in camel case',
    files: { 'src/base/bytes.ts': bytes("import './textBytes.ts';"), 'src/base/textBytes.ts': 'x();\n' },
    expect: /textBytes\.ts is not kebab-case \(names\)/,
  },
  {
    says: 'a name that says nothing',
    files: { 'src/base/bytes.ts': bytes("import './text-utils.ts';"), 'src/base/text-utils.ts': 'x();\n' },
    expect: /"utils" says nothing \(names\)/,
  },
  {
    says: 'a folder that says nothing',
    files: { 'src/base/bytes.ts': bytes("import './common/text.ts';"), 'src/base/common/text.ts': 'x();\n' },
    expect: /"common" says nothing \(names\)/,
  },
  {
    says: 'a default export',
    files: { 'src/base/bytes.ts': bytes('export default 1;') },
    expect: /a default export \(names\)/,
  },
  {
    says: 'a file too long',
    files: { 'src/base/bytes.ts': bytes('\n'.repeat(400)) },
    expect: /402 lines, where 400 are the bar \(size\)/,
  },
  {
    says: 'a README of two pages',
    files: { 'src/base/README.md': '\n'.repeat(61) },
    expect: /61 lines, where 60 are one page \(size\)/,
  },
  {
    says: 'a room without a README',
    files: { 'src/base/README.md': undefined },
    expect: /^src\/base\/README\.md: the room has no README\.md \(size\)$/,
  },
  {
    says: 'a command that no transcript says',
    files: {
      'src/imap/index.ts': "export { serve } from './socket.ts';\nimport './command/check.ts';\n",
      'src/imap/command/check.ts': "row({ name: 'CHECK' });\n",
      'src/imap/transcript/noop.txt': 'C: a NOOP\nS: a OK CHECK\n',
    },
    expect: /^src\/imap\/command\/check\.ts:1: no transcript of imap says CHECK \(transcripts\)$/,
  },
  {
    says: 'unfinished work',
    files: { 'src/base/bytes.ts': bytes(`// ${'TO'}DO: later`) },
    expect: /^src\/base\/bytes\.ts:2: unfinished work: .* \(words\)$/,
  },
  {
    says: 'a path of one machine',
    files: { 'docs/start.md': `Go to /${'home'}/somebody/rookery first.\n` },
    expect: /^docs\/start\.md:1: a path of one machine: .* \(words\)$/,
  },
  {
    says: 'a version that is not exact',
    files: { 'package.json': manifest({ dependencies: { pino: '^1.2.3' } }) },
    expect: /^package\.json: pino \^1\.2\.3 is not an exact version \(packages\)$/,
  },
  {
    says: 'a dependency without a row',
    files: { 'package.json': manifest({ dependencies: { pino: '1.2.3', valibot: '1.0.0' } }) },
    expect: /valibot has no row \(packages\)/,
  },
  {
    says: 'a row with an old version',
    files: { 'package.json': manifest({ dependencies: { pino: '1.2.4' } }) },
    expect: /pino is 1\.2\.4, not 1\.2\.3 \(packages\)/,
  },
  {
    says: 'a row for what is gone',
    files: { 'package.json': manifest({ devDependencies: {} }) },
    expect: /fast-check is no dependency any more \(packages\)/,
  },
  {
    says: 'an install script',
    files: { 'package-lock.json': '{\n  "hasInstallScript": true\n}\n' },
    expect: /^package-lock\.json:2: a dependency has an install script \(packages\)$/,
  },
  {
    says: "a registry's host",
    files: { 'package-lock.json': '{\n  "resolved": "https://registry.example/pino.tgz"\n}\n' },
    expect: /^package-lock\.json:2: the host of a registry \(packages\)$/,
  },
  {
    says: 'a test run that leaves the pure rooms out',
    files: {
      'package.json': manifest({ scripts: { types: 'tsc', test: 'npm run types', proof: 'node proof/round.ts' } }),
    },
    expect: /npm test does not check the pure rooms/,
  },
  {
    says: 'the server runs on a development dependency',
    files: { 'src/main.ts': main("import fc from 'fast-check';") },
    expect: /fast-check is not among the dependencies \(packages\)/,
  },
  {
    says: 'a Node module by its bare name',
    files: { 'src/main.ts': main("import { join } from 'path';") },
    expect: /path is written node:path \(packages\)/,
  },
  {
    says: 'a link that leads nowhere',
    files: { 'docs/start.md': 'See [the way](way.md#in).\n' },
    expect: /^docs\/start\.md:1: docs\/way\.md is not there \(documents\)$/,
  },
  {
    says: 'a proof that is not there',
    files: { 'docs/rfc.md': SOUND['docs/rfc.md']!.replace('parse.test.ts', 'fetch.test.ts') },
    expect: /^docs\/rfc\.md:3: src\/imap\/wire\/fetch\.test\.ts is not there \(documents\)$/,
  },
  {
    says: 'a claim without a proof',
    files: { 'docs/rfc.md': SOUND['docs/rfc.md']!.replace('`src/imap/wire/parse.test.ts`', 'see the code') },
    expect: /9051 IMAP: no proof is named \(documents\)/,
  },
  {
    says: 'a claim whose proof proves nothing',
    files: { 'docs/rfc.md': SOUND['docs/rfc.md']!.replace('parse.test.ts', 'parse.ts') },
    expect: /9051 IMAP: src\/imap\/wire\/parse\.ts holds no test, transcript or proof \(documents\)/,
  },
  {
    says: 'a status of its own',
    files: { 'docs/rfc.md': SOUND['docs/rfc.md']!.replace('yes', 'mostly') },
    expect: /"mostly" is none of yes, part, no \(documents\)/,
  },
];

for (const plant of PLANTS) {
  test(`the law sees: ${plant.says}`, () => {
    const found = checkHouse(planted(new Map(Object.entries(SOUND)), plant)).map(formatViolation);
    assert.ok(
      found.some((violation) => plant.expect.test(violation)),
      `expected ${plant.expect}, found:\n${found.join('\n')}`,
    );
  });
}

test('the law sees an import that is planted in this very house', () => {
  const real = readTree(ROOT);
  const files = {
    'src/base/bytes.ts': `${real.get('src/base/bytes.ts')}import type { Store } from '../store/index.ts';\n`,
  };
  const found = checkHouse(planted(real, { files })).map(formatViolation);
  assert.ok(
    found.some((violation) => /^src\/base\/bytes\.ts:\d+: base may not import store \(rooms\)$/.test(violation)),
  );
});

function planted(tree: Tree, plant: Pick<Plant, 'files'>): Tree {
  const files = new Map(tree);
  for (const [path, text] of Object.entries(plant.files)) {
    if (text === undefined) files.delete(path);
    else files.set(path, text);
  }
  return files;
}

test('docs/rfc.md names what the servers announce, and nothing beyond it', async () => {
  // Loaded here, so that a room that does not load leaves the other tests of the law alone.
  const { announcedCapabilities } = await import('./house/capabilities.ts');
  const announced = await announcedCapabilities();
  const rows = readTree(ROOT).get('docs/rfc.md')!.split('\n').map(rfcRow);
  for (const [protocol, names] of Object.entries(announced)) {
    const documented = rows
      .filter((row) => row?.topic === protocol && row.status !== 'no')
      .map((row) => row!.what.replaceAll('`', ''));
    assert.deepEqual(documented.sort(), [...names].sort(), protocol);
  }
});

test('imports are told from what looks like them', () => {
  const text = `
    // import './comment.ts'
    /* import './comment.ts' */
    const text = "import './string.ts'";
    const template = \`import './template.ts' \${await import('./inside.ts')} import './template.ts'\`;
    const regex = /import '.\\/regex.ts'[/']/;
    const half = 4 / 2; const third = "'" + 1 / 3;
    import.meta.url;
    object.import('./method.ts');
    export const from = './constant.ts';
    export { regex }; import after, { type Name as Other } from './clause.ts';
    export type Name = './type.ts';
    export type { Name } from './type-list.ts';
  `;
  assert.deepEqual(
    importsOf(text).map((found) => found.specifier),
    ['./inside.ts', './clause.ts', './type-list.ts'],
  );
});

test('tokens know their lines and never fail', () => {
  const mark = '$';
  assert.deepEqual(
    tokens(`a\n/* b\n */ \`c\n${mark}{d}\` \n"e"`).map((token) => [token.text, token.line]),
    [
      ['a', 1],
      ['c\n', 3],
      ['d', 4],
      ['', 4],
      ['e', 5],
    ],
  );
  for (const broken of ['`', "'", '/', '/[', '${', '}', '`${', '`${`', '/*', '\\', "'\\"]) assert.ok(tokens(broken));
});
