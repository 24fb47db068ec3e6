import { decodeLatin1 } from '../../base/index.ts';
import type { ArgumentReader } from './argument-reader.ts';
import { PAREN_OPEN } from './character.ts';
import { decodeMailbox } from './mailbox-name.ts';
import { readStatusItems, type StatusItem } from './status.ts';

/** LIST, plain (RFC 9051 §6.3.9) or extended (RFC 5258, RFC 5819, RFC 6154). */
export interface ListArguments {
  readonly reference: string;
  /** Decoded names in which `*` and `%` are wildcards; more than one only in the extended form. */
  readonly patterns: readonly string[];
  readonly selection: ListSelection;
  readonly returns: ListReturn;
  /** Selection options, return options or a list of patterns were given, so extended answers may be sent. */
  readonly extended: boolean;
}

export interface ListSelection {
  readonly subscribed: boolean;
  readonly remote: boolean;
  readonly recursiveMatch: boolean;
  readonly specialUse: boolean;
}

export interface ListReturn {
  readonly subscribed: boolean;
  readonly children: boolean;
  readonly specialUse: boolean;
  readonly status: readonly StatusItem[] | undefined;
}

/** LSUB (RFC 3501 §6.3.9). */
export interface LsubArguments {
  readonly reference: string;
  readonly pattern: string;
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

const SELECTION: ListSelection = { subscribed: false, remote: false, recursiveMatch: false, specialUse: false };
const SELECTION_WORDS: ReadonlyMap<string, keyof ListSelection> = new Map([
  ['SUBSCRIBED', 'subscribed'],
  ['REMOTE', 'remote'],
  ['RECURSIVEMATCH', 'recursiveMatch'],
  ['SPECIAL-USE', 'specialUse'],
]);
const RETURN: ListReturn = { subscribed: false, children: false, specialUse: false, status: undefined };
const RETURN_WORDS: ReadonlyMap<string, 'subscribed' | 'children' | 'specialUse'> = new Map([
  ['SUBSCRIBED', 'subscribed'],
  ['CHILDREN', 'children'],
  ['SPECIAL-USE', 'specialUse'],
]);

/** What follows LIST: ` [(selection)] reference pattern [RETURN (options)]`. */
export function listArguments(reader: ArgumentReader): ListArguments | undefined {
  if (!reader.space()) return undefined;
  const selects = reader.peek() === PAREN_OPEN;
  const selection = selects ? readSelection(reader) : SELECTION;
  if (selection === undefined || (selects && !reader.space())) return undefined;
  const reference = readPattern(reader);
  if (reference === undefined || !reader.space()) return undefined;
  const several = reader.peek() === PAREN_OPEN;
  const patterns = several ? reader.list(readPattern) : onePattern(reader);
  if (patterns === undefined) return undefined;
  const returning = !reader.atEnd;
  const returns = returning ? readReturn(reader) : RETURN;
  return returns && { reference, patterns, selection, returns, extended: selects || several || returning };
}

/** What follows LSUB: ` reference pattern`. */
export function lsubArguments(reader: ArgumentReader): LsubArguments | undefined {
  const reference = reader.space() && readPattern(reader);
  const pattern = reference !== undefined && reader.space() ? readPattern(reader) : undefined;
  return reference === undefined || pattern === undefined ? undefined : { reference, pattern };
}

function readSelection(reader: ArgumentReader): ListSelection | undefined {
  const start = reader.at;
  const selection: Writable<ListSelection> = { ...SELECTION };
  const options = reader.list(readWord, reader.limits.listItemsMax, 'empty');
  if (options === undefined) return undefined;
  for (const option of options) {
    const key = SELECTION_WORDS.get(option);
    if (key === undefined) return reader.fail('listOption', start);
    selection[key] = true;
  }
  // RFC 5258 §3.1: RECURSIVEMATCH says how another option matches, so it cannot stand alone or with REMOTE alone.
  const alone = selection.recursiveMatch && !selection.subscribed && !selection.specialUse;
  return alone ? reader.fail('listOption', start) : selection;
}

function readReturn(reader: ArgumentReader): ListReturn | undefined {
  if (!reader.space()) return undefined;
  if (!reader.skipWord('RETURN')) return reader.fail('listOption');
  const returns: Writable<ListReturn> = { ...RETURN };
  const options =
    reader.space() && reader.list((option) => readReturnOption(option, returns), reader.limits.listItemsMax, 'empty');
  return options && returns;
}

function readReturnOption(reader: ArgumentReader, returns: Writable<ListReturn>): true | undefined {
  const start = reader.at;
  const word = readWord(reader);
  if (word === undefined) return undefined;
  if (word === 'STATUS') {
    returns.status = reader.space() && readStatusItems(reader);
    return returns.status && true;
  }
  const key = RETURN_WORDS.get(word);
  if (key === undefined) return reader.fail('listOption', start);
  returns[key] = true;
  return true;
}

function readWord(reader: ArgumentReader): string | undefined {
  return reader.word('listOption');
}

function onePattern(reader: ArgumentReader): readonly string[] | undefined {
  const pattern = readPattern(reader);
  return pattern === undefined ? undefined : [pattern];
}

/** A name or pattern; one that is in no right form is taken octet by octet, and so matches no mailbox. */
function readPattern(reader: ArgumentReader): string | undefined {
  const octets = reader.listMailbox();
  return octets && (decodeMailbox(octets, reader.mode.utf8) ?? decodeLatin1(octets));
}
