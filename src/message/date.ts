import { VALUE_LIMITS } from './limits.ts';

const DAY_MS = 86_400_000;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** Minutes east of Greenwich (RFC 5322 §4.3). Military letters say nothing sure, and so are UTC. */
const ZONES: Readonly<Record<string, number>> = {
  ut: 0,
  utc: 0,
  gmt: 0,
  z: 0,
  est: -300,
  edt: -240,
  cst: -360,
  cdt: -300,
  mst: -420,
  mdt: -360,
  pst: -480,
  pdt: -420,
  wet: 0,
  west: 60,
  bst: 60,
  cet: 60,
  cest: 120,
  met: 60,
  mest: 120,
  eet: 120,
  eest: 180,
  msk: 180,
  jst: 540,
  kst: 540,
};

export interface MessageDate {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly epochMs: number;
  /** East of Greenwich. */
  readonly offsetMinutes: number;
  /** Days since 1970-01-01 of the day as written, whatever the zone: what IMAP's SENTON compares (RFC 9051 §6.4.4). */
  readonly localDay: number;
}

const RFC_5322 =
  /^(?:[a-z]+\.?,?\s*|,\s*)?(\d{1,2})[\s-]+([a-z]{3})[a-z]*\.?,?[\s-]+(\d{2,5}),?(?:\s+(?:at\s+)?(\d{1,2})\s*[:.]\s*(\d{1,2})(?:\s*[:.]\s*(\d{1,2})(?:[.,]\d+)?)?\s*(am|pm)?)?\s*(.*)$/i;
const ASCTIME =
  /^(?:[a-z]+\.?,?\s+)?([a-z]{3})[a-z]*\.?\s+(\d{1,2}),?\s+(?:(\d{4}),?\s+)?(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?\s*(am|pm)?\s*(.*)$/i;
const ISO_8601 = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[t\s]+(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,]\d+)?)?)?\s*(.*)$/i;

/**
 * Reads a date (RFC 5322 §3.3, obsolete forms of §4.3, and the C and ISO 8601 forms that also come): years of two and
 * three digits, comments, missing seconds and zones. Undefined where no day can be made out, or it does not exist.
 */
export function parseDate(text: string): MessageDate | undefined {
  const clean = text
    .slice(0, VALUE_LIMITS.dateMaxChars)
    .replace(/\([^()]*\)/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const rfc = RFC_5322.exec(clean);
  if (rfc !== null) {
    const [, day, month, year, hour, minute, second, half, zone] = rfc;
    return dateOf(year, MONTHS.indexOf(month!.toLowerCase()), day, hour, minute, second, half, zone);
  }
  const asc = ASCTIME.exec(clean);
  if (asc !== null) {
    const [, month, day, year, hour, minute, second, half, rest = ''] = asc;
    // `Mon Jan 2 15:04:05 EST 2006` has its year last.
    const last = /\b(\d{4})$/.exec(rest)?.[1];
    const index = MONTHS.indexOf(month!.toLowerCase());
    return dateOf(
      year ?? last,
      index,
      day,
      hour,
      minute,
      second,
      half,
      year === undefined ? rest.slice(0, -4).trim() : rest,
    );
  }
  const iso = ISO_8601.exec(clean);
  if (iso === null) return undefined;
  const [, year, month, day, hour, minute, second, zone] = iso;
  return dateOf(year, Number(month) - 1, day, hour, minute, second, undefined, zone);
}

function dateOf(
  yearText: string | undefined,
  month: number,
  dayText: string | undefined,
  hourText = '0',
  minuteText = '0',
  secondText = '0',
  half: string | undefined,
  zone: string | undefined,
): MessageDate | undefined {
  if (yearText === undefined || dayText === undefined) return undefined;
  const year = fullYear(yearText);
  const day = Number(dayText);
  const hour = hourOf(Number(hourText), half);
  const minute = Number(minuteText);
  // 60 is a leap second.
  const second = Math.min(Number(secondText), 59);
  if (month < 0 || month > 11 || day < 1 || hour > 24 || minute > 59 || Number(secondText) > 60) return undefined;
  const midnight = Date.UTC(year, month, day);
  const check = new Date(midnight);
  if (check.getUTCDate() !== day || check.getUTCMonth() !== month) return undefined;
  const offsetMinutes = zoneOffset(zone ?? '');
  const localMs = midnight + ((hour * 60 + minute) * 60 + second) * 1000;
  return { epochMs: localMs - offsetMinutes * 60_000, offsetMinutes, localDay: Math.floor(midnight / DAY_MS) };
}

/** RFC 5322 §4.3: two digits below 50 are of 2000, other two and all three digits count from 1900. */
function fullYear(text: string): number {
  const year = Number(text);
  if (text.length === 2) return year < 50 ? 2000 + year : 1900 + year;
  return text.length === 3 ? 1900 + year : year;
}

function hourOf(hour: number, half: string | undefined): number {
  if (half === undefined || hour > 12) return hour;
  return (hour % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
}

/** `+0130`, `+130`, `+01:30`, `GMT+1`, a name; 0 for what is unknown. */
function zoneOffset(zone: string): number {
  const numeric = /^(?:utc?|gmt)?\s*([+-])\s*(\d{1,2}?)(?::?(\d{2}))?(?!\d)/i.exec(zone);
  if (numeric !== null) {
    const minutes = Number(numeric[2]) * 60 + Number(numeric[3] ?? 0);
    return minutes > 24 * 60 ? 0 : numeric[1] === '-' ? -minutes : minutes;
  }
  const name = /^"?([a-z]+)/i.exec(zone)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(ZONES, name) ? ZONES[name]! : 0;
}
