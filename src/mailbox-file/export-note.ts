/** The field by which an export of Rookery says what no mbox file can say otherwise, so that an import gives the same octets. */
export const EXPORT_FIELD = 'x-rookery-export';

export interface ExportNote {
  /** INTERNALDATE, milliseconds since 1970: a From_ line has whole seconds only, from 1970 on. */
  readonly date: number;
  /** `crlf`: every line ended with CRLF, and ends with LF in the file. `asIs`: no octet was changed. */
  readonly lines: 'crlf' | 'asIs';
  /** Octets at the end that the file needs and the message does not have: of a line without an end, of a missing body. */
  readonly extra: number;
}

export function formatExportNote({ date, lines, extra }: ExportNote): string {
  return `date=${date}; lines=${lines}; extra=${extra}`;
}

export function parseExportNote(value: string): ExportNote | undefined {
  const match = /^date=(-?\d{1,16}); lines=(crlf|asIs); extra=([0-2])$/.exec(value);
  if (match === null) return undefined;
  const [, date, lines, extra] = match;
  return { date: Number(date), lines: lines === 'crlf' ? 'crlf' : 'asIs', extra: Number(extra) };
}
