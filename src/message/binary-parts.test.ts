import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeLatin1, encodeLatin1 } from '../base/index.ts';
import { encodeBinaryParts } from './binary-parts.ts';
import { parseMessage } from './reader.ts';
import { decodeTransfer } from './transfer.ts';

const encode = (text: string): string | undefined => {
  const encoded = encodeBinaryParts(encodeLatin1(text));
  return encoded && decodeLatin1(encoded);
};
const lines = (...all: readonly string[]): string => all.join('\r\n');

test('what is not binary stays as it is', () => {
  for (const text of ['', 'A: b\r\n\r\nx\xff', 'Content-Transfer-Encoding: binary\r\n\r\n'])
    assert.equal(encode(text), text);
});

test('a binary part is encoded, and its label says so', () => {
  const head = ['MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=b', '', '--b', ''];
  assert.equal(
    encode(
      lines(
        ...head,
        'text',
        '--b',
        'Content-Transfer-Encoding: binary',
        'Content-Type: image/png',
        '',
        'a\0b',
        '--b--',
        '',
      ),
    ),
    lines(
      ...head,
      'text',
      '--b',
      'Content-Transfer-Encoding: base64',
      'Content-Type: image/png',
      '',
      'YQBi',
      '--b--',
      '',
    ),
  );
  // One without a label, and without any header.
  assert.equal(
    encode(lines(...head, '\0', '--b--')),
    lines(...head.slice(0, -1), 'Content-Transfer-Encoding: base64', '', 'AA==', '--b--'),
  );
});

test('the message itself can be binary; it gets what makes it MIME', () => {
  assert.equal(
    encode('Subject: x\n\n\0'),
    'MIME-Version: 1.0\r\nSubject: x\nContent-Transfer-Encoding: base64\r\n\nAA==\r\n',
  );
});

test('a part within a message within a part', () => {
  const inner = lines('Content-Type: application/x', 'Content-Transfer-Encoding: binary', '', '\0');
  const encoded = encode(lines('MIME-Version: 1.0', 'Content-Type: message/rfc822', '', inner));
  assert.equal(
    encoded,
    lines(
      'MIME-Version: 1.0',
      'Content-Type: message/rfc822',
      '',
      inner.replace('binary', 'base64').replace('\0', 'AA=='),
      '',
    ),
  );
});

test('a NUL that no encoding takes away is refused', () => {
  assert.equal(encode('Subject: \0\r\n\r\nx'), undefined);
  assert.equal(encode('Content-Transfer-Encoding: base64\r\n\r\nAA\0=='), undefined);
  assert.equal(
    encode(lines('Content-Type: multipart/mixed; boundary=b', '', '\0', '--b', '', 'x', '--b--')),
    undefined,
  );
});

test('what comes out has no NUL, and decodes to the octets that came in', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (body) => {
      const head = encodeLatin1('Content-Transfer-Encoding: binary\r\n\r\n');
      const encoded = encodeBinaryParts(Uint8Array.of(...head, ...body))!;
      assert.equal(encoded.includes(0), false);
      const { root } = parseMessage(encoded);
      assert.deepEqual(decodeTransfer(root.encoding, encoded.subarray(root.bodyStart)), body);
    }),
  );
});

test('no octets make it throw', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => void encodeBinaryParts(bytes)));
});
