import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type CorpusMessage, ourView, readCorpus } from './corpus.oracle.ts';
import { KNOWN_DISAGREEMENTS } from './corpus-disagreement.table.ts';
import { differences, mailparserView, postalMimeView } from './corpus-parser.oracle.ts';
import { compareWithMailParser, compareWithMime4j } from './corpus-structure.oracle.ts';

const mime = readCorpus('mime/');
const corpus = [...mime, ...readCorpus('filter/')];
const skip = corpus.length === 0 ? 'the corpora (../shared/corpora) are not there' : false;

type Found = Map<string, string[]>;

function note(found: Found, kind: string, file: string): void {
  const files = found.get(kind) ?? [];
  if (!files.includes(file)) files.push(file);
  found.set(kind, files);
}

/** Exactly the disagreements that are known and explained in docs/mime-disagreements.md, file by file. */
function assertKnown(found: Found, oracles: RegExp): void {
  const known = Object.entries(KNOWN_DISAGREEMENTS).filter(([kind]) => oracles.test(kind));
  const sort = (entries: Iterable<readonly [string, readonly string[]]>): unknown =>
    Object.fromEntries(
      [...entries].sort(([a], [b]) => (a < b ? -1 : 1)).map(([kind, files]) => [kind, [...files].sort()]),
    );
  assert.deepEqual(sort(found), sort(known));
}

async function compareWithParsers(messages: readonly CorpusMessage[]): Promise<Found> {
  const found: Found = new Map();
  for (const { file, bytes } of messages) {
    const ours = ourView(bytes);
    const theirs = { 'postal-mime': await postalMimeView(bytes), mailparser: await mailparserView(bytes) };
    for (const oracle of ['postal-mime', 'mailparser'] as const) {
      for (const key of differences(oracle, ours, theirs[oracle])) note(found, `${oracle} ${key}`, file);
    }
  }
  return found;
}

test('postal-mime and mailparser read the corpora as we do', { skip }, async () => {
  assertKnown(await compareWithParsers(corpus), /^(?:postal-mime|mailparser) /);
});

test('parts lie where the tests of mime4j and mail-parser say', { skip }, () => {
  const found: Found = new Map();
  for (const message of mime) {
    for (const { kind } of compareWithMime4j(message)) note(found, kind, message.file);
    for (const { kind } of compareWithMailParser(message)) note(found, kind, message.file);
  }
  assertKnown(found, /^(?:mime4j|mail-parser) /);
});

test('the page of disagreements counts what the table holds', () => {
  const page = readFileSync(new URL('../../docs/mime-disagreements.md', import.meta.url), 'utf8');
  for (const [kind, files] of Object.entries(KNOWN_DISAGREEMENTS)) {
    assert.match(page, new RegExp(`^\\| ${kind} \\| ${files.length} \\|`, 'm'), `${kind}: ${files.length}`);
  }
});
