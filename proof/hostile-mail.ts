import { plainMail } from './mail.ts';

const HEAD = 'From: a@elsewhere.example\r\nSubject: hostile\r\nMIME-Version: 1.0\r\n';
const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

/** Multiparts within each other, `depth` deep. */
export function nested(depth: number): Buffer {
  let text = HEAD;
  for (let i = 0; i < depth; i++) text += `Content-Type: multipart/mixed; boundary="b${i}"\r\n\r\n--b${i}\r\n`;
  text += 'Content-Type: text/plain\r\n\r\nthe innermost\r\n';
  for (let i = depth - 1; i >= 0; i--) text += `--b${i}--\r\n`;
  return latin1(text);
}

/** Messages within each other, `depth` deep. */
export function forwarded(depth: number): Buffer {
  return latin1(
    `${HEAD}Content-Type: message/rfc822\r\n\r\n`.repeat(depth) + plainMail('the innermost').toString('latin1'),
  );
}

/** One multipart with `count` parts. */
export function manyParts(count: number): Buffer {
  const part = '--b\r\nContent-Type: text/plain; name="x"\r\n\r\nx\r\n';
  return latin1(`${HEAD}Content-Type: multipart/mixed; boundary=b\r\n\r\n${part.repeat(count)}--b--\r\n`);
}

/** One header line of so many octets. */
export function longHeader(octets: number): Buffer {
  return latin1(`${HEAD}X-Long: ${'x'.repeat(octets)}\r\n\r\nbody\r\n`);
}

/** An address list of so many addresses, in one line. */
export function manyAddresses(count: number): Buffer {
  return latin1(`${HEAD}To: ${'"A, B" <a@b.example>, '.repeat(count)}<z@b.example>\r\n\r\nbody\r\n`);
}

export function manyHeaders(count: number): Buffer {
  return latin1(`${HEAD}${'X-Many: one\r\n'.repeat(count)}\r\nbody\r\n`);
}

/** Encoded words, parameters with continuations, comments: what decoders and regular expressions choke on. */
export function tangled(count: number): Buffer {
  return latin1(
    `From: ${'('.repeat(count)}\r\nSubject: ${'=?utf-8?q?'.repeat(count)}\r\nTo: ${'<'.repeat(count)}\r\n` +
      `Content-Type: text/plain${Array.from({ length: count }, (_, i) => `; name*${i}*=x`).join('')}\r\n` +
      `References: ${'<a'.repeat(count)}\r\nDate: ${' '.repeat(count)}\r\n\r\nbody\r\n`,
  );
}

/** Octets that a mail must not have, between lines that it may. */
export function strayOctets(): Buffer {
  return latin1(`${HEAD}X-Odd: a\0b\r\n\r\nNUL \0 here\r\nbare\rCR\r\nbare\nLF\r\n\r\r\n\n\r8 bit \xff\xfe\r\n`);
}

export function truncatedBase64(): Buffer {
  const head = `${HEAD}Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n`;
  return latin1(`${head}SGVsbG8gd29ybG\r\nQ=\r\n====\r\n!!!!\r\nS\r\n`);
}

/** What looks like the end of a mail to somebody, and a second mail behind it. */
export const SMUGGLING_ENDS: readonly string[] = [
  '\n.\n',
  '\n.\r\n',
  '\r\n.\n',
  '\r.\r',
  '\r.\r\n',
  '\r\n.\r',
  '\r\n.\0\r\n',
  '\r\n\0.\r\n',
  '\n\n.\r\r\n',
];

export function smuggler(end: string): Buffer {
  const second =
    'MAIL FROM:<evil@elsewhere.example>\r\nRCPT TO:<anna@example.org>\r\nDATA\r\nSubject: smuggled\r\n\r\nevil\r\n';
  return latin1(`${HEAD}\r\nfirst part${end}${second}`);
}
