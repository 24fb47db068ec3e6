import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeLatin1 } from '../base/index.ts';
import {
  decodeHeaderText,
  decodeRendered,
  htmlToText,
  DEFAULT_MESSAGE_LIMITS as LIMITS,
  MessageReader,
  type ParsedMessage,
  type Part,
  parseAddressList,
  parseContentType,
  parseMessage,
  parseMessageIds,
  renderBody,
  searchableText,
  summarize,
} from './index.ts';

/** Quadratic work on what these tests feed would take minutes, not seconds. */
const timeout = 20_000;

/** Feeds `count` times the same piece, as a stream would. */
function readRepeated(head: string, piece: string, count: number, tail = ''): ParsedMessage {
  const reader = new MessageReader();
  reader.write(encodeLatin1(head));
  const repeats = Math.max(1, Math.floor(65_536 / piece.length));
  const chunk = encodeLatin1(piece.repeat(repeats));
  for (let left = count; left > 0; left -= repeats)
    reader.write(left >= repeats ? chunk : chunk.subarray(0, left * piece.length));
  reader.write(encodeLatin1(tail));
  return reader.end();
}

function countParts(part: Part): number {
  let count = 1;
  for (const child of part.children) count += countParts(child);
  return part.message === undefined ? count : count + countParts(part.message);
}

function headerBytes(part: Part): number {
  let bytes = 0;
  for (const field of part.headers) bytes += field.name.length + field.value.length;
  for (const child of part.children) bytes += headerBytes(child);
  return part.message === undefined ? bytes : bytes + headerBytes(part.message);
}

test('a header line of 10 MB is kept in part, and the fields after it too', { timeout }, () => {
  const { root, sizeBytes } = readRepeated('Subject: ', 'x', 10_000_000, '\r\nFrom: a@b\r\n\r\nbody');
  assert.equal(root.headers[0]?.value.length, LIMITS.fieldMaxBytes - 'Subject:'.length);
  assert.equal(root.headers[1]?.key, 'from');
  assert.equal(sizeBytes, root.bodyStart + 4);
});

test('fields, their bytes and those of all parts are bounded', { timeout }, () => {
  assert.equal(readRepeated('', 'A: b\n', 1_000_000, '\nx').root.headers.length, LIMITS.fieldsMax);
  const wide = readRepeated('', `A: ${'x'.repeat(50_000)}\n`, 100, '\nx').root;
  assert.ok(headerBytes(wide) <= LIMITS.headerMaxBytes);
  const many = readRepeated(
    'Content-Type: multipart/mixed; boundary=a\n\n',
    `--a\nX: ${'x'.repeat(1000)}\n\n`,
    20_000,
  ).root;
  assert.ok(headerBytes(many) <= LIMITS.headersMaxBytes);
});

test('a million parts: the first are told apart, the rest is text of the last', { timeout }, () => {
  const message = readRepeated('Content-Type: multipart/mixed; boundary=a\n\n', '--a\n\nx\n', 1_000_000, '--a--\n');
  assert.equal(countParts(message.root), LIMITS.partsMax);
  assert.equal(message.root.children.at(-1)?.end, message.sizeBytes - 6);
  assert.ok(summarize(message).rendered.length < 2_000_000);
});

test('ten thousand nested multiparts and messages end in one opaque part', { timeout }, () => {
  let multiparts = '';
  for (let i = 0; i < 10_000; i++) multiparts += `Content-Type: multipart/mixed; boundary=b${i}\n\n--b${i}\n`;
  const messages = 'Content-Type: message/rfc822\n\n'.repeat(10_000);
  for (const text of [multiparts, messages])
    assert.equal(countParts(parseMessage(encodeLatin1(text)).root), LIMITS.depthMax);
  const digests = 'Content-Type: multipart/digest; boundary=a\n\n--a\n\n'.repeat(10_000);
  for (const text of [multiparts, messages, digests]) {
    const message = parseMessage(encodeLatin1(text));
    const { bodyStructure } = decodeRendered(summarize(message).rendered);
    assert.ok(renderBody(message.root).length <= bodyStructure.length);
  }
});

test('a hundred long boundaries that are alike do not make lines slow', { timeout }, () => {
  let head = '';
  for (let i = 100; i < 190; i++)
    head += `Content-Type: multipart/mixed; boundary="${'b'.repeat(900)}${i}"\n\n--${'b'.repeat(900)}${i}\n`;
  const message = readRepeated(`${head}\n`, `--${'b'.repeat(900)}99x\n`, 5_000);
  assert.equal(countParts(message.root), 91);
});

test('odd bytes and odd ends', { timeout }, () => {
  const pieces = [
    '\0',
    '\r',
    '\n',
    '\r\r\n',
    '-',
    '--',
    '--a',
    '--a--',
    ' ',
    ':',
    '\xff',
    '\x1a',
    '.',
    'From ',
    '=?',
    '(',
  ];
  for (const head of [
    '',
    'Content-Type: multipart/mixed; boundary=a\n\n',
    'Content-Type: multipart/mixed; boundary=a\n\n--a\n',
  ]) {
    for (const piece of pieces) {
      const message = readRepeated(head, piece, 100_000);
      assert.equal(message.root.end, message.sizeBytes);
      summarize(message);
    }
  }
});

test('values made to be slow are not', { timeout }, () => {
  const size = 8_000;
  for (const piece of [
    '(',
    '()',
    '"',
    '\\"',
    '<',
    '<"',
    '@',
    ',',
    ';',
    ':',
    ' ',
    'a ',
    '. ',
    '=?',
    '=?a?q?',
    "'",
    '%',
    '*0=',
    '\r\n ',
    '<@a,',
    '[',
    '\t',
  ]) {
    for (const [before, after] of [
      ['', ''],
      ['a', 'b@c'],
      ['text/plain; name=', '"'],
      ['<', 'x'],
    ] as const) {
      const value = encodeLatin1(before + piece.repeat(size / piece.length) + after);
      decodeHeaderText(value);
      parseAddressList(value);
      parseMessageIds(value);
      parseContentType(value);
      for (const name of [
        'Content-Language',
        'Content-Type',
        'Content-Disposition',
        'Date',
        'Subject',
        'Content-Transfer-Encoding',
      ]) {
        summarize(parseMessage(encodeLatin1(`${name}: ${before}${piece.repeat(200)}${after}\n\n`)));
      }
    }
  }
  for (const piece of ['<style>', '</style', '<a ="', '<!-', '<p ', '&', '&#', '<', ' \n', '<script></script>']) {
    htmlToText(piece.repeat(200_000 / piece.length));
  }
});

test('a search through a huge message stops at its limit', { timeout }, () => {
  const bytes = encodeLatin1(`Content-Type: text/html\n\n${'<p>word</p>'.repeat(200_000)}`);
  assert.equal(searchableText(bytes, { textMaxChars: 1000, headerMaxChars: 100 }).body.length, 1000);
});
