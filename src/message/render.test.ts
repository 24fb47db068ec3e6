import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concatBytes, decodeLatin1, encodeLatin1, encodeUtf8 } from '../base/index.ts';
import {
  bodyOfStructure,
  decodeParts,
  decodeRendered,
  encodeParts,
  encodeRendered,
  findPart,
  parseMessage,
  renderBody,
  renderBodyStructure,
  renderEnvelope,
  renderedPreview,
  renderedReferences,
  sectionRange,
  summarizeBytes,
} from './index.ts';

const envelopeOf = (text: string): string => decodeLatin1(renderEnvelope(parseMessage(encodeUtf8(text)).root));
const structureOf = (text: string): string =>
  decodeLatin1(renderBodyStructure(parseMessage(encodeUtf8(text)).root, { extended: true }));

test('envelopes (RFC 9051 §7.5.2)', () => {
  const nil = 'NIL NIL NIL NIL NIL NIL NIL NIL';
  const table: [header: string, envelope: string][] = [
    ['', `(NIL NIL ${nil})`],
    ['Subject: a "b" \\c', `(NIL "a \\"b\\" \\\\c" ${nil})`],
    ['Subject:', `(NIL "" ${nil})`],
    ['Subject: a\n\tb', `(NIL "a\tb" ${nil})`],
    ['Subject: é', `(NIL {2}\r\n${decodeLatin1(encodeUtf8('é'))} ${nil})`],
    ['Subject: a\0b', `(NIL "ab" ${nil})`],
    ['Subject: a\rb', `(NIL "a b" ${nil})`],
    ['Subject: =?utf-8?Q?=C3=A9?=', `(NIL "=?utf-8?Q?=C3=A9?=" ${nil})`],
    ['Subject: one\nSubject: two', `(NIL "one" ${nil})`],
    ['Date: x (y)\nMessage-ID: <a@b>\nIn-Reply-To: <c@d>', '("x (y)" NIL NIL NIL NIL NIL NIL NIL "<c@d>" "<a@b>")'],
    [
      'From: "A, B" <a@b>\nSender:\nTo: c@d\nTo: (n) e@f',
      '(NIL NIL (("A, B" NIL "a" "b")) (("A, B" NIL "a" "b")) (("A, B" NIL "a" "b")) ((NIL NIL "c" "d")("n" NIL "e" "f")) NIL NIL NIL NIL)',
    ],
    [
      'To: T m: a@b, "x y"@c;, None:;, nodomain\nBcc: ,',
      '(NIL NIL NIL NIL NIL ((NIL NIL "T m" NIL)(NIL NIL "a" "b")(NIL NIL "x y" "c")(NIL NIL NIL NIL)(NIL NIL "None" NIL)(NIL NIL NIL NIL)(NIL NIL "nodomain" "")) NIL NIL NIL NIL)',
    ],
  ];
  for (const [header, envelope] of table) assert.equal(envelopeOf(`${header}\n\n`), envelope);
});

test('body structures (RFC 9051 §7.5.2)', () => {
  const table: [message: string, structure: string][] = [
    ['\nab\ncd', '("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 5 1 NIL NIL NIL NIL)'],
    ['Content-Type: TEXT/HTML\n\nx', '("text" "html" NIL NIL NIL "7bit" 1 0 NIL NIL NIL NIL)'],
    ['Content-Type: rubbish\n\nx', '("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 1 0 NIL NIL NIL NIL)'],
    [
      "Content-Type: image/png; name*0*=utf-8''%C3; name*1*=%A9\nContent-Transfer-Encoding: BASE64\nContent-ID: <i>\nContent-Description: d\nContent-MD5: m\nContent-Disposition: Inline; filename=f\nContent-Language: de, en\nContent-Location: http://l/ x\n\n",
      '("image" "png" ("name*" "utf-8\'\'%C3%A9") "<i>" "d" "base64" 0 "m" ("inline" ("filename" "f")) ("de" "en") "http://l/x")',
    ],
    [
      'Content-Type: multipart/mixed; boundary=a\nContent-Language: de\n\n--a\n\nx\n--a\nContent-Type: message/rfc822\n\nSubject: s\n\ny\n--a--\n',
      '(("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 1 0 NIL NIL NIL NIL)("message" "rfc822" NIL NIL NIL "7bit" 13 (NIL "s" NIL NIL NIL NIL NIL NIL NIL NIL) ("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 1 0 NIL NIL NIL NIL) 2 NIL NIL NIL NIL) "mixed" ("boundary" "a") NIL "de" NIL)',
    ],
    [
      'Content-Type: multipart/mixed\n\nx\n',
      '(("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 2 1 NIL NIL NIL NIL) "mixed" NIL NIL NIL NIL)',
    ],
    [
      'Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nQQ==\n',
      '("message" "rfc822" NIL NIL NIL "base64" 5 (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL) ("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0 NIL NIL NIL NIL) 1 NIL NIL NIL NIL)',
    ],
  ];
  for (const [message, structure] of table) {
    assert.equal(structureOf(message), structure);
    const { root } = parseMessage(encodeUtf8(message));
    assert.deepEqual(bodyOfStructure(encodeLatin1(structure)), renderBody(root));
  }
});

const NESTED =
  'Content-Type: multipart/mixed; boundary=a\n\n--a\n\none\n--a\nContent-Type: message/rfc822\n\n' +
  'Content-Type: multipart/mixed; boundary=b\nX: inner\n\n--b\nY: leaf\n\ntwo\n--b--\n\n--a\nContent-Type: message/rfc822\n\nSubject: s\n\nthree\n--a--\n';

test('sections are ranges of the message (RFC 9051 §6.4.5.1)', () => {
  const bytes = encodeLatin1(NESTED);
  const { root } = parseMessage(bytes);
  const table: [path: string, text: 'content' | 'header' | 'text' | 'mime', octets: string | undefined][] = [
    ['', 'content', NESTED],
    ['', 'header', 'Content-Type: multipart/mixed; boundary=a\n\n'],
    ['', 'mime', undefined],
    ['1', 'content', 'one'],
    ['1', 'mime', '\n'],
    ['1', 'header', undefined],
    ['1.1', 'content', undefined],
    ['2', 'mime', 'Content-Type: message/rfc822\n\n'],
    ['2', 'header', 'Content-Type: multipart/mixed; boundary=b\nX: inner\n\n'],
    ['2', 'text', '--b\nY: leaf\n\ntwo\n--b--\n'],
    ['2.1', 'content', 'two'],
    ['2.1', 'mime', 'Y: leaf\n\n'],
    ['2.2', 'content', undefined],
    ['3', 'text', 'three'],
    ['3.1', 'content', 'three'],
    ['3.1', 'mime', 'Subject: s\n\n'],
    ['4', 'content', undefined],
    ['0', 'content', undefined],
  ];
  for (const tree of [root, decodeParts(encodeParts(root))]) {
    for (const [path, text, octets] of table) {
      const range = sectionRange(tree, path === '' ? [] : path.split('.').map(Number), text);
      const found = range === undefined ? undefined : decodeLatin1(bytes.subarray(range.start, range.end));
      assert.equal(found, octets, `${path} ${text}`);
    }
  }
  const single = parseMessage(encodeLatin1('A: b\n\ntext')).root;
  assert.deepEqual(sectionRange(single, [1], 'content'), { start: 6, end: 10 });
  assert.equal(findPart(single, [1, 1]), undefined);
});

test('records come back as they were', () => {
  const fields = {
    envelope: encodeLatin1('(e)'),
    bodyStructure: encodeLatin1('(b)'),
    parts: encodeLatin1('p'),
    preview: 'vé😀',
    references: ['1@x', 'é@x'],
  };
  assert.deepEqual(decodeRendered(encodeRendered(fields)), fields);
  assert.equal(renderedPreview(encodeRendered(fields)), fields.preview);
  assert.deepEqual(renderedReferences(encodeRendered({ ...fields, references: [] })), []);
  // A record of version 1: three lengths, nothing behind the preview.
  const older = concatBytes([Uint8Array.of(1, 3, 0, 0, 0, 3, 0, 0, 0, 1, 0, 0, 0), encodeUtf8('(e)(b)pvé😀')]);
  assert.deepEqual(decodeRendered(older), { ...fields, references: undefined });
  const { root } = parseMessage(
    encodeUtf8(
      'Content-Type: text/plain; charset=utf-8; name="ü"\nContent-ID: <i@x>\nContent-Disposition: attachment\n\nx',
    ),
  );
  const record = decodeParts(encodeParts(root));
  assert.deepEqual(record, {
    path: '1',
    headerStart: 0,
    bodyStart: root.bodyStart,
    bodyEnd: root.bodyEnd,
    end: root.end,
    lines: 0,
    type: 'text',
    subtype: 'plain',
    encoding: '7bit',
    charset: 'utf-8',
    disposition: 'attachment',
    fileName: 'ü',
    id: 'i@x',
    children: [],
    message: undefined,
  });
  assert.throws(() => decodeParts(Uint8Array.of(99)), /version/);
  assert.throws(() => decodeRendered(Uint8Array.of(99)), /version/);
});

test('a summary names the thread: own id, then the nearest', () => {
  const { threading, sizeBytes } = summarizeBytes(
    encodeLatin1(
      'Message-ID: <own@x>\nReferences: <1@x> <2@x>\n <3@x>\nIn-Reply-To: <3@x>\nSubject: Re: [l] =?utf-8?Q?caf=C3=A9?=\n\n',
    ),
  );
  assert.deepEqual(threading, { messageIds: ['own@x', '3@x', '2@x', '1@x'], baseSubject: 'café' });
  assert.equal(sizeBytes, 110);
});
