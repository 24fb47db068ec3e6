/** Mail that proofs write themselves. */
export function plainMail(subject: string, body = 'Hello.'): Buffer {
  return Buffer.from(
    `From: Sender <sender@elsewhere.example>\r\nTo: anna@example.org\r\nSubject: ${subject}\r\n` +
      `Date: Mon, 05 Jan 2026 10:00:00 +0000\r\nMessage-ID: <${encodeURIComponent(subject)}@elsewhere.example>\r\n\r\n${body}\r\n`,
    'latin1',
  );
}

/** One line to hash a message by: with what mbsync adds taken off, and without regard to line ends. */
export function comparable(message: Buffer): string {
  return message
    .toString('latin1')
    .replace(/\r\n/g, '\n')
    .replace(/^X-TUID: .*\n/m, '');
}
