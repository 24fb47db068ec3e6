import type { ArgumentReader } from './argument-reader.ts';
import { decodeAscii } from './ascii.ts';
import { PAREN_OPEN } from './character.ts';
import { readMailbox } from './mailbox-name.ts';

/** GETMETADATA (RFC 5464 §4.2); a mailbox of '' is the server. Entries in lower case. */
export interface GetMetadataArguments {
  readonly mailbox: string;
  readonly entries: readonly string[];
  readonly maxSizeBytes: number | undefined;
  readonly depth: 0 | 1 | 'infinity';
}

/** SETMETADATA (RFC 5464 §4.3); null removes. */
export interface SetMetadataArguments {
  readonly mailbox: string;
  readonly values: readonly EntryValue[];
}
export interface EntryValue {
  readonly entry: string;
  readonly value: Uint8Array | null;
}

interface Options {
  maxSizeBytes: number | undefined;
  depth: 0 | 1 | 'infinity';
}

/** What follows GETMETADATA: ` [(options)] mailbox entries`, and the options behind the mailbox, as the examples have it. */
export function getMetadataArguments(reader: ArgumentReader): GetMetadataArguments | undefined {
  if (!reader.space()) return undefined;
  const options: Options = { maxSizeBytes: undefined, depth: 0 };
  if (reader.peek() === PAREN_OPEN && !(readOptions(reader, options) && reader.space())) return undefined;
  const mailbox = readMailbox(reader);
  if (mailbox === undefined || !reader.space()) return undefined;
  if (reader.peekText('(MAXSIZE ') || reader.peekText('(DEPTH ')) {
    if (!(readOptions(reader, options) && reader.space())) return undefined;
  }
  const entries = reader.peek() === PAREN_OPEN ? reader.list(readEntry) : oneEntry(reader);
  return entries && { mailbox, entries: [...new Set(entries)], ...options };
}

/** What follows SETMETADATA: ` mailbox (entry value …)`. */
export function setMetadataArguments(reader: ArgumentReader): SetMetadataArguments | undefined {
  const mailbox = reader.space() && readMailbox(reader);
  const values = mailbox !== undefined && reader.space() ? reader.list(readEntryValue) : undefined;
  return mailbox === undefined || values === undefined ? undefined : { mailbox, values };
}

function oneEntry(reader: ArgumentReader): readonly string[] | undefined {
  const entry = readEntry(reader);
  return entry === undefined ? undefined : [entry];
}

function readOptions(reader: ArgumentReader, options: Options): true | undefined {
  return reader.list((option) => readOption(option, options)) && true;
}

function readOption(reader: ArgumentReader, options: Options): true | undefined {
  if (reader.skipWord('MAXSIZE')) {
    options.maxSizeBytes = reader.space() && reader.number64();
    return options.maxSizeBytes === undefined ? undefined : true;
  }
  if (!reader.skipWord('DEPTH')) return reader.fail('parameter');
  if (!reader.space()) return undefined;
  if (reader.skipWord('INFINITY')) options.depth = 'infinity';
  else if (reader.skipWord('1')) options.depth = 1;
  else if (reader.skipWord('0')) options.depth = 0;
  else return reader.fail('parameter');
  return true;
}

/** A path below /private or /shared, without wildcards and empty parts (RFC 5464 §3.2). */
function readEntry(reader: ArgumentReader): string | undefined {
  const start = reader.at;
  const octets = reader.astring();
  if (octets === undefined) return undefined;
  const entry = decodeAscii(octets)?.toLowerCase();
  const good = entry !== undefined && /^\/(?:private|shared)(?:\/[^/*%\x00-\x1f\x7f]+)*$/.test(entry);
  return good ? entry : reader.fail('entry', start);
}

function readEntryValue(reader: ArgumentReader): EntryValue | undefined {
  const entry = readEntry(reader);
  if (entry === undefined || !reader.space()) return undefined;
  // A literal8 may hold NUL.
  const value = reader.peek() === 0x7e ? reader.literal() : reader.nstring();
  return value === undefined ? undefined : { entry, value };
}
