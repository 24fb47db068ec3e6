/** Mail that proofs write themselves. */
export function plainMail(subject: string, body = 'Hello.'): Buffer {
  return Buffer.from(
    `From: Sender <sender@elsewhere.example>\r\nTo: anna@example.org\r\nSubject: ${subject}\r\n` +
      `Date: Mon, 05 Jan 2026 10:00:00 +0000\r\nMessage-ID: <${encodeURIComponent(subject)}@elsewhere.example>\r\n\r\n${body}\r\n`,
    'latin1',
  );
}

/** Fields that programs put into the header of what they fetch: mbsync, Thunderbird, neomutt and getmail. */
const ADDED =
  /^(?:X-TUID|X-Mozilla-Status2?|Content-Length|Lines|Return-Path|X-getmail-retrieved-from-mailbox): .*\n/gm;

/** One text to hash a message by: with what programs add to the header taken off, and without regard to line ends. */
export function comparable(message: Buffer): string {
  const text = message.toString('latin1').replace(/\r\n/g, '\n');
  const bodyStart = text.indexOf('\n\n') + 1;
  return text.slice(0, bodyStart).replace(ADDED, '') + text.slice(bodyStart);
}
