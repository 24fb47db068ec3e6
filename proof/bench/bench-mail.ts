import { Random } from '../crash-random.ts';

/** The last line of each mail, by which whole ones are counted. */
export const END_LINE = 'This was the whole mail.\r\n';
/** In one text of `RARE_EVERY`; `RARE_INSIDE` is within the word and nowhere else. */
export const RARE_WORD = 'thunderquasarine';
export const RARE_INSIDE = 'derquasar';
export const RARE_EVERY = 2_000;
export const ABSENT_WORD = 'nowherewritten';
export const SUBJECT_INSIDE = 'ummer rep';
export const FROM_INSIDE = 'velace';

const START_MS = Date.UTC(2025, 0, 1);
const MINUTE_MS = 60_000;
const SENDERS = 200;
const BLOCKS = 64;
const random = new Random(7);
const words = Array.from({ length: 3_000 }, () => word(3 + Math.floor(random.next() * 8)));
const blocks = Array.from({ length: BLOCKS }, () => lines(3_500));
const picture = Buffer.from(Array.from({ length: 60_000 }, () => Math.floor(random.next() * 256)));

/** Has sender `i` a name in which FROM_INSIDE is? */
export const isFromLovelace = (i: number): boolean => i % SENDERS === 3;
export const isSummerReport = (i: number): boolean => i % 500 === 11;
export const isRare = (i: number): boolean => i % RARE_EVERY === 7;

/** The place of mail `i` among `count` when they are sorted by Date. */
export const minuteOf = (i: number): number => (i * 7_919) % 100_003;

/** A mail of about 29 KB: text, HTML and a picture. The same `i` gives the same octets. */
export function mail(i: number): Buffer {
  const rare = isRare(i) ? `Only here: ${RARE_WORD} among others.\r\n` : '';
  const text = `${blocks[i % BLOCKS]!}${words[i % words.length]!} ${words[(i * 7) % words.length]!} ${i}\r\n${rare}`;
  const html = `<html><body><p>${text.replaceAll('\r\n', '</p>\r\n<p>')}</p></body></html>\r\n`;
  const from = (i * 97) % 40_000;
  const encoded = wrapped(picture.subarray(from, from + 14_000).toString('base64'));
  return Buffer.from(
    `${header(i)}Content-Type: multipart/mixed; boundary="outer-${i}"\r\n\r\n` +
      `--outer-${i}\r\nContent-Type: multipart/alternative; boundary="inner-${i}"\r\n\r\n` +
      `--inner-${i}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${text}\r\n` +
      `--inner-${i}\r\nContent-Type: text/html; charset=utf-8\r\n\r\n${html}\r\n--inner-${i}--\r\n\r\n` +
      `--outer-${i}\r\nContent-Type: image/png; name="picture-${i}.png"\r\nContent-Disposition: attachment\r\n` +
      `Content-Transfer-Encoding: base64\r\n\r\n${encoded}--outer-${i}--\r\n${END_LINE}`,
    'latin1',
  );
}

export function smallMail(i: number): Buffer {
  return Buffer.from(
    `${header(i)}Content-Type: text/plain\r\n\r\n${words[i % words.length]!}\r\n${END_LINE}`,
    'latin1',
  );
}

function header(i: number): string {
  const name = isFromLovelace(i) ? 'Ada Lovelace' : `Person ${i % SENDERS}`;
  const about = isSummerReport(i) ? 'the summer report' : `${words[(i * 13) % words.length]!} ${i}`;
  const root = i - (i % 4);
  const reply = `<bench-${root}@elsewhere.example>`;
  const date = new Date(START_MS + minuteOf(i) * MINUTE_MS).toUTCString().replace('GMT', '+0000');
  return (
    `Received: from relay.elsewhere.example by mx.example.org; ${date}\r\n` +
    `From: ${name} <sender${i % SENDERS}@elsewhere.example>\r\nTo: Reader <reader@example.org>\r\n` +
    `Subject: ${i === root ? '' : 'Re: '}${about}\r\nDate: ${date}\r\nMessage-ID: <bench-${i}@elsewhere.example>\r\n` +
    `${i === root ? '' : `In-Reply-To: ${reply}\r\nReferences: ${reply}\r\n`}MIME-Version: 1.0\r\n`
  );
}

function word(length: number): string {
  return Array.from({ length }, () => String.fromCharCode(97 + Math.floor(random.next() * 26))).join('');
}

function lines(octets: number): string {
  let text = '';
  for (let line = ''; text.length < octets; line = '') {
    while (line.length < 66) line += `${words[Math.floor(random.next() ** 2 * words.length)]!} `;
    text += `${line.trimEnd()}\r\n`;
  }
  return text;
}

function wrapped(text: string): string {
  return text.replace(/.{1,76}/g, '$&\r\n');
}
