import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { concatBytes, decodeLatin1, encodeLatin1, encodeUtf8 } from '../../base/index.ts';
import { decodeHeaderText, parseAddressGroups, parseMessage } from '../../message/index.ts';
import { headerEnd, isAscii, isCredential, surrogateHeader } from './index.ts';

const surrogate = (header: string): string => decodeLatin1(surrogateHeader(encodeUtf8(header)));

test('fields in ASCII stay byte for byte, whatever they are', () => {
  for (const header of [
    'A: b\r\n\r\n',
    'A: b\n c\n\n',
    'no field\r\nA:\r\n\t\r\n\r\n',
    '\r\n',
    '',
    'A: b',
    ' x\r\nA: b\r\n\r\n',
  ]) {
    assert.equal(surrogate(header), header);
  }
});

test('fields beyond ASCII: a table', () => {
  for (const [field, expected] of [
    ['Subject: ü\r\n', 'Subject: =?utf-8?B?w7w=?=\r\n'],
    ['X-Note: ü\n', 'X-Note: =?utf-8?B?w7w=?=\r\n'],
    ['From: ü <a@b.example>\r\n', 'From: =?utf-8?B?w7w=?= <a@b.example>\r\n'],
    ['To: "a b"@c.example, ü <d@e.example>\r\n', 'To: "a b"@c.example, =?utf-8?B?w7w=?= <d@e.example>\r\n'],
    ['To: Team: ü <a@b.example>;\r\n', 'To: Team : =?utf-8?B?w7w=?= <a@b.example> ;\r\n'],
    [
      'Content-Disposition: attachment; filename="ü.txt"\r\n',
      "Content-Disposition: attachment; filename*=utf-8''%C3%BC.txt\r\n",
    ],
    ['Message-ID: <ü@b.example>\r\n', ''],
    ['Received: from ü\r\n\tby b\r\n', ''],
    ['Größe: 1\r\n', ''],
    ['ohne Größe\r\n', ''],
  ] as const) {
    assert.equal(surrogate(`A: b\r\n${field}\r\n`), `A: b\r\n${expected}\r\n`, field);
  }
});

test('an address that ASCII cannot write is read by people and answered by nobody', () => {
  const field = surrogate('From: Jørn <jørn@example.org>\r\n\r\n').split('\r\n\r\n')[0]!;
  const [group] = parseAddressGroups(encodeLatin1(field.slice('From:'.length)));
  assert.deepEqual(group, { name: 'Internationalized address Jørn jørn@example.org removed', addresses: [] });
});

test('a boundary stays in one piece, where programs look for it', () => {
  const boundary = 'x'.repeat(70);
  const header = surrogate(`Content-Type: multipart/mixed; boundary="${boundary}"; name="ü"\r\n\r\n`);
  assert.ok(header.includes(`boundary="${boundary}"`), header);
});

test('any header: ASCII comes out, what was ASCII is still there, and it ends where it ended', () => {
  const name = fc.constantFrom('Subject', 'From', 'To', 'Content-Type', 'Received', 'X-Any', 'Content-Disposition');
  const text = fc.string({ unit: 'grapheme', maxLength: 30 }).map((value) => value.replace(/[\r\n]/g, ' '));
  const fold = fc.constantFrom('', '\r\n\t');
  const field = fc.tuple(name, text, fold, text).map(([n, a, f, b]) => `${n}: a${a}${f}x${b}\r\n`);
  fc.assert(
    fc.property(fc.array(field, { maxLength: 8 }), (fields) => {
      const header = encodeUtf8(`${fields.join('')}\r\n`);
      const out = surrogateHeader(header);
      assert.ok(isAscii(out));
      assert.equal(headerEnd(out), out.length);
      const kept = fields.filter((one) => isAscii(encodeUtf8(one)));
      for (const one of kept) assert.ok(decodeLatin1(out).includes(one));
      const subject = fields.find((one) => one.startsWith('Subject:') && !kept.includes(one));
      if (subject !== undefined) {
        const wanted = decodeHeaderText(encodeUtf8(subject.slice('Subject:'.length)));
        const message = parseMessage(concatBytes([out, encodeUtf8('x')]));
        assert.ok(JSON.stringify(message).length > 0);
        assert.ok(decodedSubjects(out).includes(wanted), `${wanted} in ${decodedSubjects(out).join('|')}`);
      }
    }),
  );
});

function decodedSubjects(header: Uint8Array): readonly string[] {
  const unfolded = decodeLatin1(header).replace(/\r\n[ \t]/g, ' ');
  return [...unfolded.matchAll(/^Subject:(.*)$/gm)].map((match) => decodeHeaderText(encodeLatin1(match[1]!)));
}

test('no octets break it', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => isAscii(surrogateHeader(bytes))));
});

test('credentials: a table', () => {
  for (const [text, allowed] of [
    ['anna', true],
    ['blå bær', true],
    ['パス\u3000ワード', true],
    ['a\u0000', false],
    ['a\u0085', false],
    ['a\u202eb', false],
    ['\ue000', false],
    ['\ud800', false],
    ['\ufffd', false],
    ['\u{e0041}', false],
  ] as const) {
    assert.equal(isCredential(text), allowed, JSON.stringify(text));
  }
});
