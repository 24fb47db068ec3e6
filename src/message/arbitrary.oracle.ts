import fc from 'fast-check';
import { encodeLatin1 } from '../base/index.ts';

/** Lines that messages are made of, right and wrong ones, so that random messages have boundaries, folds and nesting. */
const LINES = [
  'From: "A" <a@b.example>',
  'To: x: a@b, c@d;, "q\\"r" <e@f>',
  'Subject: =?utf-8?Q?caf=C3=A9?= (b\\\\)',
  '\tfolded',
  ' ',
  '',
  '',
  'Content-Type: multipart/mixed; boundary=a',
  'Content-Type: multipart/digest; boundary="ab"',
  'Content-Type: multipart/alternative; boundary*0=a; boundary*1=b',
  'Content-Type: multipart/mixed',
  'Content-Type: message/rfc822',
  'Content-Type: message/global',
  'Content-Type: text/html; charset="utf-8"; name*=utf-8\'\'%e4',
  'Content-Type: ;;;"=',
  'Content-Disposition: attachment; filename="a\\"b"',
  'Content-Transfer-Encoding: base64',
  'Content-Transfer-Encoding: "quoted-printable"',
  'Content-ID: <\xe9\0@x>',
  'Content-Language: de, en',
  'Content-Location: http://x/\xff y',
  'Content-MD5: \rx',
  'References: <a@b> <c@d>',
  'Date: Fri, 1 Jan 2021 10:00:00 +0100',
  'no colon here',
  '--a',
  '--ab',
  '--a--',
  '--ab--',
  '--a  ',
  '-',
  '--',
  '>quoted =3D=',
  '<p>Text &amp; more</p>',
  '\r',
  '\0\xff\x80',
];

/** Bytes that look like messages. */
export const messages: fc.Arbitrary<Uint8Array> = fc
  .array(fc.tuple(fc.constantFrom(...LINES), fc.constantFrom('\r\n', '\r\n', '\n', '')), { maxLength: 40 })
  .map((lines) => encodeLatin1(lines.map(([line, end]) => line + end).join('')));

/** Bytes that look like messages, or like nothing. */
export const anyBytes: fc.Arbitrary<Uint8Array> = fc.oneof(messages, fc.uint8Array({ maxLength: 300 }));
