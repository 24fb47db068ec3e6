import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeLatin1 } from '../../base/index.ts';
import { parse } from './argument-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { fetchArguments } from './fetch.ts';
import { encodeFlags, encodeSectionLabel, FetchWriter } from './fetch-writer.ts';
import { octets, readerOf } from './testing.ts';

test('items stand in the order of the calls', () => {
  const fetch = new FetchWriter(new ByteWriter());
  fetch.begin(12);
  fetch.flags(['\\Seen']);
  fetch.uid(4827313);
  fetch.internalDate(Date.UTC(1996, 6, 17, 2, 44, 25));
  fetch.rfc822Size(4286);
  fetch.envelope(octets('("x")'));
  fetch.bodyStructure(octets('("y")'));
  fetch.body(octets('("z")'));
  fetch.modSeq(624140003);
  fetch.end();
  fetch.begin(13);
  fetch.encodedFlags(encodeFlags([]));
  fetch.end();
  assert.equal(
    decodeLatin1(fetch.writer.take()),
    '* 12 FETCH (FLAGS (\\Seen) UID 4827313 INTERNALDATE "17-Jul-1996 02:44:25 +0000" RFC822.SIZE 4286 ' +
      'ENVELOPE ("x") BODYSTRUCTURE ("y") BODY ("z") MODSEQ (624140003))\r\n* 13 FETCH (FLAGS ())\r\n',
  );
});

test('a literal can be streamed between two pieces', () => {
  const label = octets('BODY[]');
  const fetch = new FetchWriter(new ByteWriter());
  fetch.begin(1);
  fetch.uid(5);
  fetch.sectionLiteral(label, 1_000_000);
  assert.equal(decodeLatin1(fetch.writer.take()), '* 1 FETCH (UID 5 BODY[] {1000000}\r\n');
  fetch.section(octets('BODY[9]'), null);
  fetch.section(octets('BODY[1]'), octets('a\r\nb'));
  fetch.end();
  assert.equal(decodeLatin1(fetch.writer.take()), ' BODY[9] NIL BODY[1] {4}\r\na\r\nb)\r\n');
});

test('sections are named as they were asked for, without PEEK and length', () => {
  const names: readonly (readonly [string, string])[] = [
    ['BODY.PEEK[]', 'BODY[]'],
    ['BODY[1.2.TEXT]<5.10>', 'BODY[1.2.TEXT]<5>'],
    ['BODY[HEADER.FIELDS ("From" {2}\r\nto)]', 'BODY[HEADER.FIELDS (From to)]'],
    ['BODY[HEADER.FIELDS.NOT ("a(b")]', 'BODY[HEADER.FIELDS.NOT ("a(b")]'],
    ['BODY[HEADER.FIELDS (NIL "NIL")]', 'BODY[HEADER.FIELDS ("NIL" "NIL")]'],
    ['BODY[1.MIME]', 'BODY[1.MIME]'],
    ['RFC822', 'RFC822'],
    ['RFC822.HEADER', 'RFC822.HEADER'],
    ['RFC822.TEXT', 'RFC822.TEXT'],
  ];
  for (const [asked, name] of names) {
    const parsed = parse(readerOf(` 1 ${asked}`), fetchArguments);
    const item = parsed.state === 'done' && parsed.value.items[0];
    assert.ok(item && item.kind === 'section', asked);
    assert.equal(decodeLatin1(encodeSectionLabel(item)), name);
  }
});
