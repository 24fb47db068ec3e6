import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { encodeLatin1 } from '../base/index.ts';
import { anyBytes, messages } from './arbitrary.oracle.ts';
import { checkBody, checkEnvelope, readList } from './imap-list.oracle.ts';
import {
  bodyOfStructure,
  decodeParts,
  decodeRendered,
  MessageReader,
  type ParsedMessage,
  type Part,
  parseMessage,
  renderBody,
  searchableText,
  sectionRange,
  summarize,
} from './index.ts';

/** `path header body end lines type`, for each part on a line. */
function outline(text: string): string[] {
  const lines: string[] = [];
  const visit = (part: Part): void => {
    const { path, headerStart, bodyStart, bodyEnd, lines: count, contentType } = part;
    lines.push(
      `${path || '-'} ${headerStart} ${bodyStart} ${bodyEnd} ${count} ${contentType.type}/${contentType.subtype}`,
    );
    part.children.forEach(visit);
    if (part.message !== undefined) visit(part.message);
  };
  visit(parseMessage(encodeLatin1(text)).root);
  return lines;
}

test('parts lie where RFC 2046 says, and where Dovecot and Cyrus see them', () => {
  const table: [name: string, message: string, outline: string[]][] = [
    ['nothing at all', '', ['1 0 0 0 0 text/plain']],
    ['text', 'A: b\r\n\r\nhello\r\n', ['1 0 8 15 1 text/plain']],
    ['text with bare LF', 'A: b\n\nhello\nx', ['1 0 6 13 1 text/plain']],
    ['no body', 'A: b\r\n', ['1 0 6 6 0 text/plain']],
    ['no header', '\r\nhello', ['1 0 2 7 0 text/plain']],
    ['a bare CR is no line end', 'A: b\r\rC: d\r\n\r\n\rx', ['1 0 14 16 0 text/plain']],
    [
      'the line end before a boundary belongs to it',
      'Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n\r\none\r\n--a\r\n\r\n\r\n--a--\r\nend',
      ['- 0 45 76 7 multipart/mixed', '1 50 52 55 0 text/plain', '2 62 64 64 0 text/plain'],
    ],
    [
      'an unclosed multipart ends with the message',
      'Content-Type: multipart/mixed; boundary=a\n\npre\n--a\n\none\n',
      ['- 0 43 56 4 multipart/mixed', '1 51 52 56 1 text/plain'],
    ],
    [
      'a header that a boundary cuts short',
      'Content-Type: multipart/mixed; boundary=a\n\n--a\nX: y\n--a--\n',
      ['- 0 43 58 3 multipart/mixed', '1 47 51 51 0 text/plain'],
    ],
    [
      'an outer boundary ends what is inside',
      'Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--a\n\ny\n--a--\n',
      [
        '- 0 43 110 10 multipart/mixed',
        '1 47 90 96 2 multipart/mixed',
        '1.1 94 95 96 0 text/plain',
        '2 101 102 103 0 text/plain',
      ],
    ],
    [
      'a message inside, alone',
      'Content-Type: message/rfc822\n\nA: b\n\ntext\n',
      ['1 0 30 41 3 message/rfc822', '1.1 30 36 41 1 text/plain'],
    ],
    [
      'a digest has messages',
      'Content-Type: multipart/digest; boundary=a\n\n--a\n\nA: b\n\ntext\n--a--\n',
      ['- 0 44 66 6 multipart/digest', '1 48 49 59 2 message/rfc822', '1.1 49 55 59 0 text/plain'],
    ],
    [
      'one boundary is the beginning of another',
      'Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/mixed; boundary=ab\n\n--ab\n\nx\n--ab--\n--a--\n',
      ['- 0 43 112 8 multipart/mixed', '1 47 91 105 3 multipart/mixed', '1.1 96 97 98 0 text/plain'],
    ],
    ['a multipart without boundary', 'Content-Type: multipart/mixed\n\n--a\n', ['- 0 31 35 1 multipart/mixed']],
    [
      'an encoded message is a leaf',
      'Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nQTog\n',
      ['1 0 64 69 1 message/rfc822'],
    ],
  ];
  for (const [name, message, expected] of table) assert.deepEqual(outline(message), expected, name);
});

function feed(bytes: Uint8Array, cuts: readonly number[]): ParsedMessage {
  const reader = new MessageReader();
  let from = 0;
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    reader.write(bytes.subarray(from, cut));
    from = Math.max(from, cut);
  }
  reader.write(bytes.subarray(from));
  return reader.end();
}

test('a message reads the same whole, byte by byte and in any pieces', () => {
  fc.assert(
    fc.property(messages, fc.array(fc.nat(600), { maxLength: 6 }), (bytes, cuts) => {
      const whole = parseMessage(bytes);
      assert.deepEqual(feed(bytes, [...bytes.keys()]), whole);
      assert.deepEqual(
        feed(
          bytes,
          cuts.map((cut) => Math.min(cut, bytes.length)),
        ),
        whole,
      );
    }),
    { numRuns: 300 },
  );
});

test('parts lie inside of each other, in order, and inside of the message', () => {
  fc.assert(
    fc.property(anyBytes, (bytes) => {
      const { root, sizeBytes } = parseMessage(bytes);
      assert.equal(sizeBytes, bytes.length);
      assert.equal(root.end, bytes.length);
      const check = (part: Part, start: number, end: number): void => {
        const offsets = [start, part.headerStart, part.bodyStart, part.bodyEnd, end];
        assert.deepEqual(
          offsets,
          [...offsets].sort((a, b) => a - b),
        );
        assert.ok(part.bodyEnd <= part.end);
        const body = bytes.subarray(part.bodyStart, part.bodyEnd);
        assert.equal(part.lines, body.filter((byte) => byte === 10).length);
        for (const field of part.headers) {
          assert.ok(field.start >= part.headerStart && field.start < field.valueStart && field.end <= part.bodyStart);
          const raw = bytes.subarray(field.valueStart, field.valueStart + field.value.length);
          assert.deepEqual(field.value, new Uint8Array(raw));
        }
        let from = part.bodyStart;
        for (const child of part.children) {
          check(child, from, part.bodyEnd);
          from = child.end;
        }
        if (part.message !== undefined) check(part.message, part.bodyStart, part.bodyEnd);
      };
      check(root, 0, bytes.length);
    }),
    { numRuns: 500 },
  );
});

test('what is rendered of any bytes is IMAP, with every part where its number says', () => {
  fc.assert(
    fc.property(anyBytes, (bytes) => {
      const message = parseMessage(bytes);
      const { envelope, bodyStructure, parts, preview } = decodeRendered(summarize(message).rendered);
      checkEnvelope(readList(envelope));
      const paths = checkBody(readList(bodyStructure), true);
      checkBody(readList(renderBody(message.root)), false);
      assert.deepEqual(bodyOfStructure(bodyStructure), renderBody(message.root));
      assert.ok(preview.length <= 200);
      const tree = decodeParts(parts);
      for (const path of leafPaths(message.root)) {
        assert.ok(paths.includes(path), `${path} of ${paths}`);
        assert.ok(sectionRange(tree, path.split('.').map(Number), 'content') !== undefined);
      }
      assert.equal(typeof searchableText(bytes).body, 'string');
    }),
    { numRuns: 500 },
  );
});

/** Numbers of parts that are neither multiparts nor messages. */
function leafPaths(part: Part): string[] {
  if (part.message !== undefined) return leafPaths(part.message);
  if (part.contentType.type === 'multipart') {
    // Without children, one text stands for them.
    if (part.children.length === 0) return [part.path === '' ? '1' : `${part.path}.1`];
    return part.children.flatMap(leafPaths);
  }
  return part.contentType.type === 'message' ? [] : [part.path];
}
