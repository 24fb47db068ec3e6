import { decodeUtf8Strict } from '../../base/index.ts';
import type { ArgumentReader } from './argument-reader.ts';
import { type Charset, charsetOf, UTF8 } from './charset.ts';
import type { SearchKey } from './search-key.ts';
import { readSearchKeys } from './search-key-argument.ts';

/** SEARCH and UID SEARCH (RFC 9051 §6.4.4). */
export interface SearchArguments {
  /** RETURN options (RFC 4731, RFC 5182), so the answer is ESEARCH; undefined without RETURN. `RETURN ()` is ALL. */
  readonly returns: SearchReturn | undefined;
  readonly program: SearchProgram;
}

export interface SearchReturn {
  readonly min: boolean;
  readonly max: boolean;
  readonly all: boolean;
  readonly count: boolean;
  readonly save: boolean;
}

/** `unknownCharset`: answer NO with BADCHARSET. */
export type SearchProgram =
  | { readonly kind: 'key'; readonly key: SearchKey }
  | { readonly kind: 'unknownCharset'; readonly charset: string };

const OPTIONS: ReadonlyMap<string, keyof SearchReturn> = new Map([
  ['MIN', 'min'],
  ['MAX', 'max'],
  ['ALL', 'all'],
  ['COUNT', 'count'],
  ['SAVE', 'save'],
]);

/** What follows SEARCH: ` [RETURN (options)] [CHARSET name] key key …`. */
export function searchArguments(reader: ArgumentReader): SearchArguments | undefined {
  if (!reader.space()) return undefined;
  let returns: SearchReturn | undefined;
  if (reader.skipWord('RETURN')) {
    returns = reader.space() && readReturn(reader);
    if (returns === undefined || !reader.space()) return undefined;
  }
  const program = readProgram(reader);
  return program && { returns, program };
}

export function readReturn(reader: ArgumentReader): SearchReturn | undefined {
  const options = reader.list(readOption, reader.limits.listItemsMax, 'empty');
  if (options === undefined) return undefined;
  const returns = { min: false, max: false, all: options.length === 0, count: false, save: false };
  for (const option of options) returns[option] = true;
  return returns;
}

function readOption(reader: ArgumentReader): keyof SearchReturn | undefined {
  const start = reader.at;
  const word = reader.word('searchOption');
  return word === undefined ? undefined : (OPTIONS.get(word) ?? reader.fail('searchOption', start));
}

function readProgram(reader: ArgumentReader): SearchProgram | undefined {
  const start = reader.at;
  if (!reader.skipWord('CHARSET')) return readKeys(reader, UTF8);
  if (reader.mode.refusesCharset === true) return reader.fail('searchKey', start);
  return reader.space() && readSearchCriteria(reader);
}

/** `charset key key …`, as SORT and THREAD have it (RFC 5256 §5). */
export function readSearchCriteria(reader: ArgumentReader): SearchProgram | undefined {
  const start = reader.at;
  const charset = readCharsetName(reader);
  if (charset === undefined || !reader.space()) return undefined;
  const known = charsetOf(charset);
  if (reader.mode.refusesCharset === true && known !== UTF8) return reader.fail('text', start);
  if (known !== undefined) return readKeys(reader, known);
  // What follows cannot be understood, and need not be: the answer is NO either way.
  reader.at = reader.bytes.length;
  return { kind: 'unknownCharset', charset };
}

/** An atom or a quoted string (RFC 9051 §9, charset). */
function readCharsetName(reader: ArgumentReader): string | undefined {
  const start = reader.at;
  const octets = reader.astring();
  return octets && (decodeUtf8Strict(octets) ?? reader.fail('text', start));
}

function readKeys(reader: ArgumentReader, charset: Charset): SearchProgram | undefined {
  const key = readSearchKeys(reader, charset);
  return key && { kind: 'key', key };
}
