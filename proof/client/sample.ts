import { plainMail } from '../mail.ts';
import type { World } from './world.ts';

/** Mail of the kinds on which programs stumble. */
export const SAMPLES: readonly Buffer[] = [
  plainMail('plain'),
  plainMail('dots', '.\r\n..\r\n.a line with a dot\r\n\r\n...'),
  plainMail('a line that begins with From', 'From here on\r\n>From there\r\nFrom nobody Mon Jan  5 10:00:00 2026'),
  plainMail('a long line', 'x'.repeat(900)),
  plainMail('many lines', Array.from({ length: 2_000 }, (_, i) => `line ${i}`).join('\r\n')),
  plainMail('nothing', ''),
  plainMail('blank lines at the end', 'text\r\n\r\n\r\n'),
  eightBit('=?utf-8?q?Gr=C3=BC=C3=9Fe_=E2=9C=89?=', 'Grüße, Привет, 你好, שלום ✉'),
  multipart('an attachment', Buffer.from(Array.from({ length: 20_000 }, (_, i) => (i * 7) % 256))),
];

/** Puts the samples into the inbox. */
export async function deliverSamples(world: World, name: string): Promise<void> {
  for (const sample of SAMPLES) await world.deliver(name, sample);
}

function eightBit(subject: string, body: string): Buffer {
  return Buffer.from(
    `From: =?utf-8?q?Zo=C3=AB?= <zoe@elsewhere.example>\r\nTo: anna@example.org\r\nSubject: ${subject}\r\n` +
      'Date: Mon, 05 Jan 2026 10:00:00 +0100\r\nMessage-ID: <eight-bit@elsewhere.example>\r\nMIME-Version: 1.0\r\n' +
      `Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n${body}\r\n`,
  );
}

function multipart(subject: string, attachment: Buffer): Buffer {
  const lines = attachment.toString('base64').replace(/.{76}/g, '$&\r\n');
  return Buffer.from(
    `From: Sender <sender@elsewhere.example>\r\nTo: anna@example.org\r\nSubject: ${subject}\r\n` +
      'Date: Mon, 05 Jan 2026 11:00:00 +0000\r\nMessage-ID: <multipart@elsewhere.example>\r\nMIME-Version: 1.0\r\n' +
      'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html; charset=us-ascii\r\n\r\n' +
      '<p>See what is attached.</p>\r\n--b\r\nContent-Type: application/octet-stream; name=data.bin\r\n' +
      `Content-Disposition: attachment; filename=data.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n${lines}\r\n--b--\r\n`,
  );
}
