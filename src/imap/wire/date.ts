import type { ArgumentReader } from './argument-reader.ts';
import type { ByteWriter } from './byte-writer.ts';
import { COLON, DIGIT_CHAR, DQUOTE, isOf, MINUS, PLUS } from './character.ts';

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
export function writeDateTime(writer: ByteWriter, milliseconds: number): void {
  const seconds = Math.min(Math.max(Math.floor(milliseconds / 1000), YEAR_0), YEAR_10000 - 1);
  const days = Math.floor(seconds / 86_400);
  const time = seconds - days * 86_400;
  const { year, month, day } = civilOf(days);
  writer.twoDigits(day);
  writer.byte(MINUS);
  writer.ascii(MONTHS[month]!);
  writer.byte(MINUS);
  writer.twoDigits(Math.floor(year / 100));
  writer.twoDigits(year % 100);
  writer.space();
  writer.twoDigits(Math.floor(time / 3600));
  writer.byte(COLON);
  writer.twoDigits(Math.floor(time / 60) % 60);
  writer.byte(COLON);
  writer.twoDigits(time % 60);
  writer.ascii(' +0000');
}

const YEAR_0 = Math.floor(utc(0, 0, 1) / 1000);
const YEAR_10000 = Math.floor(utc(10_000, 0, 1) / 1000);

/**
 * The date of a day counted from 1970-01-01, `month` from 0. Every list view asks for it, and this is many times faster
 * than Date: years begin in March, so that the leap day is the last, and 400 of them have 146,097 days.
 */
function civilOf(days: number): { year: number; month: number; day: number } {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = (monthFromMarch + 2) % 12;
  return {
    year: yearOfEra + era * 400 + (month < 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1,
  };
}

function readDateTimeText(reader: ArgumentReader): number | undefined {
  const padded = reader.skip(0x20);
  const day = readDigits(reader, !padded && isOf(reader.peek(1), DIGIT_CHAR) ? 2 : 1);
  const days = day === undefined ? undefined : readMonthAndYear(reader, day);
  if (days === undefined || !reader.skip(0x20)) return undefined;
  const hour = readDigits(reader, 2);
  if (hour === undefined || hour > 23 || !reader.skip(COLON)) return undefined;
  const minute = readDigits(reader, 2);
  if (minute === undefined || minute > 59 || !reader.skip(COLON)) return undefined;
  const second = readDigits(reader, 2);
  if (second === undefined || second > 60 || !reader.skip(0x20)) return undefined;
  const zone = readZone(reader);
  if (zone === undefined) return undefined;
  return days * DAY_MS + ((hour * 60 + minute - zone) * 60 + Math.min(second, 59)) * 1000;
}

/** Minutes east of Greenwich. */
function readZone(reader: ArgumentReader): number | undefined {
  const west = reader.skip(MINUS);
  if (!west && !reader.skip(PLUS)) return undefined;
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
