import type { ArgumentReader } from './argument-reader.ts';
import { DIGIT_CHAR, DQUOTE, isOf, MINUS } from './character.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAY_MS = 86_400_000;

/** `1-Feb-1994`, with or without quotes, as days since 1970-01-01 (RFC 9051 §9, date). */
export function readDate(reader: ArgumentReader): number | undefined {
  const start = reader.at;
  const quoted = reader.skip(DQUOTE);
  const day = readDigits(reader, isOf(reader.peek(1), DIGIT_CHAR) ? 2 : 1);
  const days = day === undefined ? undefined : readMonthAndYear(reader, day);
  if (days === undefined) return reader.fail('date', reader.atEnd ? reader.at : start);
  if (quoted && !reader.skip(DQUOTE)) return reader.fail('date');
  return days;
}

/**
 * `" 1-Feb-1994 21:52:25 -0800"` as milliseconds since 1970 (RFC 9051 §9, date-time). One digit without the space
 * before it is let through, and the second 60, which is taken as 59.
 */
export function readDateTime(reader: ArgumentReader): number | undefined {
  const start = reader.at;
  const at = reader.skip(DQUOTE) ? readDateTimeText(reader) : undefined;
  if (at === undefined || !reader.skip(DQUOTE)) return reader.fail('dateTime', reader.atEnd ? reader.at : start);
  return at;
}

/** The instant in UTC, `01-Feb-1994 05:52:25 +0000`, without quotes; the year within 0 to 9999. */
export function formatDateTime(milliseconds: number): string {
  const seconds = Math.min(Math.max(Math.floor(milliseconds / 1000), YEAR_0), YEAR_10000 - 1);
  const days = Math.floor(seconds / 86_400);
  const time = seconds - days * 86_400;
  const clock = `${two(Math.floor(time / 3600))}:${two(Math.floor(time / 60) % 60)}:${two(time % 60)}`;
  const date = new Date(days * DAY_MS);
  const year = String(date.getUTCFullYear()).padStart(4, '0');
  return `${two(date.getUTCDate())}-${MONTHS[date.getUTCMonth()]}-${year} ${clock} +0000`;
}

const YEAR_0 = Math.floor(utc(0, 0, 1) / 1000);
const YEAR_10000 = Math.floor(Date.UTC(10_000, 0, 1) / 1000);

function readDateTimeText(reader: ArgumentReader): number | undefined {
  const padded = reader.skip(0x20);
  const day = readDigits(reader, !padded && isOf(reader.peek(1), DIGIT_CHAR) ? 2 : 1);
  const days = day === undefined ? undefined : readMonthAndYear(reader, day);
  if (days === undefined || !reader.skip(0x20)) return undefined;
  const hour = readDigits(reader, 2);
  if (hour === undefined || hour > 23 || !reader.skip(0x3a)) return undefined;
  const minute = readDigits(reader, 2);
  if (minute === undefined || minute > 59 || !reader.skip(0x3a)) return undefined;
  const second = readDigits(reader, 2);
  if (second === undefined || second > 60 || !reader.skip(0x20)) return undefined;
  const zone = readZone(reader);
  if (zone === undefined) return undefined;
  return days * DAY_MS + ((hour * 60 + minute - zone) * 60 + Math.min(second, 59)) * 1000;
}

/** Minutes east of Greenwich. */
function readZone(reader: ArgumentReader): number | undefined {
  const west = reader.skip(MINUS);
  if (!west && !reader.skip(0x2b)) return undefined;
  const hours = readDigits(reader, 2);
  const minutes = readDigits(reader, 2);
  if (hours === undefined || minutes === undefined || minutes > 59) return undefined;
  return (west ? -1 : 1) * (hours * 60 + minutes);
}

function readMonthAndYear(reader: ArgumentReader, day: number): number | undefined {
  if (!reader.skip(MINUS)) return undefined;
  const month = MONTHS.findIndex((name) => reader.skipText(name.toUpperCase()));
  if (month === -1 || !reader.skip(MINUS)) return undefined;
  const year = readDigits(reader, 4);
  if (year === undefined) return undefined;
  const milliseconds = utc(year, month, day);
  if (new Date(milliseconds).getUTCDate() === day && day > 0) return milliseconds / DAY_MS;
  // All of it is there, so that what fails must not look like its end.
  reader.at -= 'Feb-1994'.length;
  return undefined;
}

function readDigits(reader: ArgumentReader, count: number): number | undefined {
  let number = 0;
  for (let i = 0; i < count; i++) {
    const byte = reader.peek();
    if (!isOf(byte, DIGIT_CHAR)) return undefined;
    number = number * 10 + (byte as number) - 0x30;
    reader.at++;
  }
  return number;
}

/** Date.UTC takes the years 0 to 99 for 1900 to 1999. */
function utc(year: number, month: number, day: number): number {
  const date = new Date(0);
  return date.setUTCFullYear(year, month, day);
}

function two(number: number): string {
  return number < 10 ? `0${number}` : String(number);
}
