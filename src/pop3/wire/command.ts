import { decodeLatin1, decodeUtf8Strict, SP } from '../../base/index.ts';

export interface CommandLine {
  /** In upper case. */
  readonly keyword: string;
  /** What stands behind the first space, as it is; undefined if there is no space. */
  readonly argument: string | undefined;
  /** The argument is no UTF-8; then it is read as Latin-1, and no name or password (RFC 6856 §2.2). */
  readonly malformed: boolean;
}

/**
 * RFC 2449 §3: `keyword *(SP param)`, keyword of 3 or 4 visible characters. The argument stays whole, because a password
 * may hold spaces (RFC 1939 §7, PASS). Undefined where it is no command; control characters are none.
 */
export function parseCommand(line: Uint8Array): CommandLine | undefined {
  const space = line.indexOf(SP);
  const word = decodeLatin1(line, 0, space === -1 ? line.length : space);
  if (!/^[!-~]{3,4}$/.test(word)) return undefined;
  const keyword = word.toUpperCase();
  if (space === -1) return { keyword, argument: undefined, malformed: false };
  const bytes = line.subarray(space + 1);
  if (bytes.some((byte) => byte < SP || byte === 0x7f)) return undefined;
  const text = decodeUtf8Strict(bytes);
  return { keyword, argument: text ?? decodeLatin1(bytes), malformed: text === undefined };
}

const NUMBER = /^[0-9]{1,10}$/;

/** Exactly `count` numbers, separated by single spaces; one space at the end is forgiven. */
export function parseNumbers(argument: string | undefined, count: number): readonly number[] | undefined {
  const words = (argument ?? '').replace(/ $/, '').split(' ');
  if (words.length !== count || !words.every((word) => NUMBER.test(word))) return undefined;
  return words.map(Number);
}
