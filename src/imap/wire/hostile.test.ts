import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { appendNext, appendStart } from './append.ts';
import { type ArgumentParser, parse, parseSoFar } from './argument-reader.ts';
import { commandTag, readCommandHead } from './command-head.ts';
import { commandForLog } from './command-log.ts';
import { fetchArguments } from './fetch.ts';
import { listArguments, lsubArguments } from './list.ts';
import { copyArguments, createArguments, renameArguments, selectArguments } from './mailbox-arguments.ts';
import { describeBad } from './parsed.ts';
import { searchArguments } from './search.ts';
import { authenticateArguments, enableArguments, idArguments, loginArguments } from './session-arguments.ts';
import { statusArguments } from './status.ts';
import { storeArguments } from './store.ts';
import { eventsOf, octets, readerOf } from './testing.ts';

const message = { flags: [], internalDate: undefined, utf8: true } as const;
const parsers: readonly ArgumentParser<unknown>[] = [
  appendStart,
  (reader) => appendNext(reader, { ...message, literal: { sizeBytes: 1, synchronizing: true, literal8: true } }),
  authenticateArguments,
  copyArguments,
  createArguments,
  enableArguments,
  fetchArguments,
  idArguments,
  listArguments,
  loginArguments,
  lsubArguments,
  readCommandHead,
  renameArguments,
  searchArguments,
  selectArguments,
  statusArguments,
  storeArguments,
];

/** Whatever the bytes: an answer, whose position lies in the bytes, and a line for the log. */
function tryAll(bytes: Uint8Array): void {
  for (const parser of parsers) {
    for (const run of [parse, parseSoFar]) {
      for (const utf8 of [false, true]) {
        const parsed = run(readerOf(bytes, utf8), parser);
        if (parsed.state === 'done') continue;
        assert.ok(parsed.at >= 0 && parsed.at <= bytes.length);
        assert.match(describeBad(parsed), /^[\x20-\x7e]+$/);
      }
    }
  }
  assert.match(commandForLog(bytes), /^[\x20-\x7e…]+$/);
  commandTag(bytes);
  for (const decision of ['buffer', 'stream', 'refuse'] as const) eventsOf([bytes], decision);
}

test('no bytes make it throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => tryAll(bytes)),
    { numRuns: 300 },
  );
});

const words = [
  ...'ALL,BODY[,BODY.PEEK[,HEADER.FIELDS,MIME,TEXT,FLAGS,+FLAGS.SILENT,RETURN,CHARSET,UTF-8,OR,NOT,SEEN,SINCE,UID'.split(
    ',',
  ),
  ...'1-Feb-1994,"1-Feb-1994 00:00:00 +0000",\\Seen,$,*,1:*,2,4294967296,STATUS,MESSAGES,CONDSTORE,USE,NIL,é,\0'.split(
    ',',
  ),
  ...[' ', '  ', '(', ')', ']', '<0.5>', '"', '\\', '{3}\r\n', '{3+}\r\nabc', '~{0}\r\n', '&', '&Jjo-', '\r\n', 'UTF8'],
];

test('nothing that looks like a command makes it throw', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...words), { maxLength: 20 }), (pieces) => {
      tryAll(octets(pieces.join('')));
      tryAll(octets(` ${pieces.join(' ')}`));
    }),
    { numRuns: 300 },
  );
});

const valid = [
  'a FETCH 1:*,5 (FLAGS BODY.PEEK[1.HEADER.FIELDS (From {2}\r\nTo)]<0.10> UID) (CHANGEDSINCE 5)',
  'a UID SEARCH RETURN (MIN) CHARSET UTF-8 OR (SEEN 1:4) NOT SUBJECT "x\\"y" SENTSINCE 1-Feb-1994 MODSEQ "/flags/a" all 5',
  'a STORE 1 (UNCHANGEDSINCE 5) +FLAGS.SILENT (\\Seen $x)',
  'a LIST (SUBSCRIBED RECURSIVEMATCH) "" ("&Jjo-" %) RETURN (CHILDREN STATUS (SIZE))',
  'a APPEND "x y" (\\Seen) " 1-Feb-1994 21:52:25 -0800" UTF8 (~{3+}\r\nabc)',
  'a ID ("name" "x" "version" NIL)',
  'a CREATE x (USE (\\Sent))',
];

test('no mutation of a command makes it throw', () => {
  const mutation = fc.record({
    at: fc.nat(200),
    drop: fc.nat(3),
    insert: fc.oneof(fc.string({ maxLength: 3 }), fc.constantFrom(...words)),
  });
  fc.assert(
    fc.property(fc.constantFrom(...valid), fc.array(mutation, { minLength: 1, maxLength: 4 }), (command, mutations) => {
      let text = command;
      for (const { at, drop, insert } of mutations) {
        const place = at % (text.length + 1);
        text = text.slice(0, place) + insert + text.slice(place + drop);
      }
      tryAll(octets(text));
      tryAll(octets(text.slice(text.indexOf(' ', 2))));
    }),
    { numRuns: 300 },
  );
});
