/** Dovecot's default for `pop3_uidl_format`. */
export const DEFAULT_UIDL_FORMAT = '%08Xu%08Xv';

export interface UidlFacts {
  readonly uid: number;
  readonly uidValidity: number;
  readonly fileName: string;
  readonly guid: string | undefined;
}

/**
 * A unique id of POP3 by one of Dovecot's formats: `%u` uid, `%v` uidvalidity, `%f` file name, `%g` guid (the file name where
 * it has none), with `X` for hexadecimal and a width in front. Undefined: the format holds something else.
 */
export function uidlFormat(format: string): ((facts: UidlFacts) => string) | undefined {
  const pieces = format.match(/%%|%0?\d*[Xx]?[uvfg]|[^%]+|%/g) ?? [];
  if (pieces.some((piece) => piece === '%')) return undefined;
  if (!pieces.some((piece) => /^%.*[ufg]$/.test(piece))) return undefined;
  return (facts) => pieces.map((piece) => (piece.startsWith('%') ? formatted(piece, facts) : piece)).join('');
}

function formatted(piece: string, { uid, uidValidity, fileName, guid }: UidlFacts): string {
  if (piece === '%%') return '%';
  const [, zero = '', width = '', hex, letter] = /^%(0?)(\d*)([Xx]?)(.)$/.exec(piece)!;
  if (letter === 'f') return fileName;
  if (letter === 'g') return guid ?? fileName;
  // Dovecot writes hexadecimal in small letters, whichever way X is written.
  const text = (letter === 'u' ? uid : uidValidity).toString(hex ? 16 : 10);
  return text.padStart(Number(width), zero === '' ? ' ' : '0');
}
