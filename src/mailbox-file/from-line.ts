/**
 * The line that begins a message of an mbox file (RFC 4155 appendix A): `From`, the sender, and the date of ctime(3).
 * Writers differ in the time zone and the seconds, and some put more behind the year.
 */
const FROM_LINE =
  /^From (?:(.*?) +)?(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? +(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) +(\d{1,2}) +(\d{1,2}):(\d\d)(?::(\d\d))?(?: +([A-Za-z]{1,5}|[+-]\d{4}))?(?: +([A-Z]{3,5}|[+-]\d{4}))? +(\d{4})(?: +([+-]\d{4}))?(?: .*)?$/;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

export interface FromLine {
  readonly sender: string;
  /** Milliseconds since 1970. A zone that is not a number counts as UTC, which RFC 4155 wants. */
  readonly date: number;
}

/** What a line says, without its end; undefined if it is text that merely begins with `From`. */
export function parseFromLine(line: string): FromLine | undefined {
  const match = FROM_LINE.exec(line);
  if (match === null) return undefined;
  const [, sender = '', month = '', day, hour, minute, second = '0', zoneA, zoneB, year, zoneC] = match;
  const date = Date.UTC(Number(year), MONTHS.indexOf(month), Number(day), Number(hour), Number(minute), Number(second));
  const zone = [zoneA, zoneB, zoneC].find((text) => text !== undefined && /^[+-]/.test(text));
  return { sender, date: date - zoneMs(zone) };
}

/** Of a date that a line cannot say, the year 1970 is said. */
export function formatFromLine({ sender, date }: FromLine): string {
  const moment = new Date(date >= 0 && date < 253_402_300_800_000 ? date : 0);
  const pad = (value: number, fill = '0') => String(value).padStart(2, fill);
  const time = [moment.getUTCHours(), moment.getUTCMinutes(), moment.getUTCSeconds()]
    .map((part) => pad(part))
    .join(':');
  const day = `${DAYS[moment.getUTCDay()]} ${MONTHS[moment.getUTCMonth()]} ${pad(moment.getUTCDate(), ' ')}`;
  return `From ${sender} ${day} ${time} ${moment.getUTCFullYear()}`;
}

function zoneMs(zone: string | undefined): number {
  if (zone === undefined) return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3, 5));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}
