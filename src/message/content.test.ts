import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeLatin1, encodeLatin1, encodeUtf8 } from '../base/index.ts';
import { encodeBase64 } from './base64.ts';
import { encodeQuotedPrintable } from './compose-body.ts';
import {
  decodeCharset,
  decodeTransfer,
  htmlToText,
  isKnownCharset,
  parseMessage,
  preview,
  searchableHeader,
  searchableText,
  selectHeaderFields,
  transferDecoder,
} from './index.ts';

test('transfer encodings, whole and broken', () => {
  const table: [encoding: string, raw: string, decoded: string][] = [
    ['base64', 'aGVsbG8=', 'hello'],
    ['base64', 'aGVs\r\nbG8=\r\n', 'hello'],
    ['base64', 'aGVsbG8', 'hello'],
    ['base64', '*aG!Vs bG8=**', 'hello'],
    ['base64', 'aGU=bGxv', 'hello'],
    ['base64', 'aGVsbG', 'hell'],
    ['base64', 'a', ''],
    ['base64', '-_-_', '\xfb\xff\xbf'],
    ['quoted-printable', 'a=3Db=3d=\r\nc =  \r\nd', 'a=b=c d'],
    ['quoted-printable', 'a  \r\nb\t\n', 'a\r\nb\n'],
    ['quoted-printable', 'a=ZZ=4', 'a=ZZ=4'],
    ['quoted-printable', 'soft=\nend=', 'softend'],
    ['x-uuencode', 'begin 644 x\n%:&5L;&\\\n`\nend\nrest\n', 'hello'],
    ['x-uuencode', 'no begin\n', ''],
    ['7bit', 'a=3D', 'a=3D'],
    ['x-unknown', 'a', 'a'],
  ];
  for (const [encoding, raw, decoded] of table) {
    assert.equal(decodeLatin1(decodeTransfer(encoding, encodeLatin1(raw))), decoded, `${encoding} ${raw}`);
  }
});

test('transfer decoders give the same in any pieces', () => {
  const piece = fc.constantFrom(
    '=',
    '=3D',
    '=\r\n',
    ' ',
    '\t',
    '\r',
    '\n',
    'QUJD',
    'a',
    '==',
    'begin 644 x\n',
    '%:&5L;&\\\n',
    'end\n',
    '\xff',
  );
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 30 }),
      fc.constantFrom('base64', 'quoted-printable', 'x-uuencode'),
      (list, encoding) => {
        const bytes = encodeLatin1(list.join(''));
        const decoder = transferDecoder(encoding);
        const out: number[] = [];
        for (const byte of bytes) out.push(...decoder.write(Uint8Array.of(byte)));
        out.push(...decoder.end());
        assert.deepEqual(Uint8Array.from(out), new Uint8Array(decodeTransfer(encoding, bytes)));
      },
    ),
    { numRuns: 500 },
  );
});

test('what is encoded is decoded again', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      assert.deepEqual(new Uint8Array(decodeTransfer('base64', encodeLatin1(encodeBase64(bytes)))), bytes);
      const encoded = encodeQuotedPrintable(bytes);
      assert.deepEqual(new Uint8Array(decodeTransfer('quoted-printable', encoded)), bytes);
      assert.ok(
        decodeLatin1(encoded)
          .split('\r\n')
          .every((line) => line.length <= 76),
      );
    }),
  );
});

test('charsets', () => {
  const table: [label: string, bytes: string, text: string][] = [
    ['utf-8', '\xc3\xa9', 'é'],
    ['UTF8', '\xc3\xa9', 'é'],
    ['us-ascii', '\xe9', 'é'],
    ['us-ascii', '\xc3\xa9', 'é'],
    ['iso-8859-1', '\xe9\x80', 'é€'],
    ['"windows-1252"', '\x80', '€'],
    ['cp437', '\x82', 'é'],
    ['ibm850', '\xd5', 'ı'],
    ['utf-7', 'Hi Mom -+Jjo--!+-', 'Hi Mom -☺-!+'],
    ['utf-7', '+2D3eCg', '\ud83d\ude0a'],
    ['utf-16', '\xff\xfea\0', 'a'],
    ['utf-16', '\0a', 'a'],
    ['utf-32', '\0\0\0a\0\x01\xf6\0', 'a😀'],
    ['iso-2022-jp', '\x1b$BF|K\\\x1b(B', '日本'],
    ['iso-2022-kr', '\x1b$)C\x0eGQ\x0f!', '한!'],
    ['hz-gb-2312', '~{VPND~}~~', '中文~'],
    ['cp949', '\xc7\xd1', '한'],
    ['x-nonsense', '\xe9', 'é'],
    ['', '\xc3\xa9', 'é'],
    ['__proto__', 'a', 'a'],
    ['constructor', 'a', 'a'],
  ];
  for (const [label, bytes, text] of table) assert.equal(decodeCharset(label, encodeLatin1(bytes)), text, label);
  assert.ok(isKnownCharset('Big5') && isKnownCharset('utf-7') && isKnownCharset('cp850'));
  assert.ok(!isKnownCharset('x-nonsense') && !isKnownCharset('toString'));
  fc.assert(
    fc.property(fc.constantFrom(...table.map(([label]) => label)), fc.uint8Array(), (label, bytes) => {
      assert.ok(decodeCharset(label, bytes).isWellFormed());
    }),
  );
});

test('HTML becomes text', () => {
  const table: [html: string, text: string][] = [
    ['<p>a &amp; b</p><p>c&nbsp;&eacute;&#8364;&#x20ac;</p>', 'a & b\n\nc é€€'],
    ['<head><title>t</title><style>p{}</style></head><body>x<script>y()</script>z</body>', 'xz'],
    ['a<br>b<br/>c', 'a\nb\nc'],
    ['a<!-- b > c -->d', 'ad'],
    ['<a title="x > y" href=\'z\'>link</a>', 'link'],
    ['1 < 2 & 3', '1 < 2 & 3'],
    ['<style>never closed', 'never closed'],
    ['<p', ''],
    ['&constructor; &__proto__;', '&constructor; &__proto__;'],
    ['<td>a</td><td>b</td>', 'a b'],
  ];
  for (const [html, text] of table) assert.equal(htmlToText(html), text, html);
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('<', '>', '<p', '<!--', '"', '=', '&', '&#', 'x', '</style', '<style>', ' '), {
        maxLength: 30,
      }),
      (list) => {
        htmlToText(list.join(''));
      },
    ),
  );
});

test('previews say what is new, from plain text before HTML', () => {
  const previewOf = (message: string): string => preview(parseMessage(encodeUtf8(message)));
  assert.equal(previewOf('A: b\n\n> quoted\n\nnew   text\n'), 'new text');
  assert.equal(previewOf('A: b\n\n> only quoted\n'), '> only quoted');
  assert.equal(previewOf('Content-Type: text/html\n\n<p>a</p>\n<p>b</p>'), 'a b');
  assert.equal(previewOf('Content-Type: application/pdf\n\nx'), '');
  assert.equal(previewOf('Content-Type: text/plain\nContent-Disposition: attachment\n\nx'), '');
  const both =
    'Content-Type: multipart/alternative; boundary=a\n\n--a\nContent-Type: text/html\n\n<b>html</b>\n--a\n\nplain\n--a--\n';
  assert.equal(previewOf(both), 'plain');
  assert.equal(previewOf(`A: b\n\n${'€'.repeat(300)}`), '€'.repeat(200));
  assert.ok(previewOf(`A: b\n\n${'😀'.repeat(150)}`).isWellFormed());
});

test('search sees decoded headers and text', () => {
  const message = encodeUtf8(
    'Subject: =?utf-8?Q?caf=C3=A9?=\nContent-Type: multipart/mixed; boundary=a\n\n--a\nContent-Transfer-Encoding: base64\n\nZ3LDvG4=\n' +
      '--a\nContent-Type: text/html\n\n<p>ro<b>t</b></p>\n--a\nContent-Type: message/rfc822\n\nSubject: inner\n\nblue\n--a\nContent-Type: image/png\n\nwhite\n--a--\n',
  );
  assert.match(searchableHeader(message), /^Subject: café$/m);
  const { header, body } = searchableText(message);
  assert.match(header, /café/);
  for (const word of ['grün', 'rot', 'Subject: inner', 'blue']) assert.ok(body.includes(word), word);
  assert.ok(!body.includes('white'));
  assert.ok(searchableText(message, { textMaxChars: 10, headerMaxChars: 5 }).body.length <= 12);
});

test('fields of a header are chosen byte for byte', () => {
  const header = 'A: 1\r\nb : 2\r\n\tmore\r\nno field\r\nA: 3\r\n\r\n';
  const table: [header: string, keys: string[], not: boolean, chosen: string][] = [
    [header, ['a'], false, 'A: 1\r\nA: 3\r\n\r\n'],
    [header, ['b'], false, 'b : 2\r\n\tmore\r\n\r\n'],
    [header, ['a'], true, 'b : 2\r\n\tmore\r\nno field\r\n\r\n'],
    [header, [], true, header],
    [header, ['x'], false, '\r\n'],
    ['A: 1\n\n', ['a'], false, 'A: 1\n\n'],
    ['A: 1', ['a'], false, 'A: 1\r\n\r\n'],
    ['', ['a'], false, '\r\n'],
  ];
  for (const [given, keys, not, chosen] of table) {
    assert.equal(decodeLatin1(selectHeaderFields(encodeLatin1(given), new Set(keys), not)), chosen);
  }
});
