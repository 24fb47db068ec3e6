import type { ArgumentReader } from './argument-reader.ts';
import { BACKSLASH } from './character.ts';
import { readMailbox } from './mailbox-name.ts';
import { type Resynchronize, readResynchronize } from './resynchronize.ts';
import type { SequenceSet } from './sequence-set.ts';
import { readSequenceSet } from './sequence-set-argument.ts';

/** SELECT and EXAMINE (RFC 9051 §6.3.2, RFC 7162 §3.1.8, §3.2.5). */
export interface SelectArguments {
  readonly mailbox: string;
  readonly condstore: boolean;
  readonly resynchronize: Resynchronize | undefined;
}

/** CREATE (RFC 9051 §6.3.4); `specialUse` with the backslashes (RFC 6154 §3), undefined without `USE`. */
export interface CreateArguments {
  readonly mailbox: string;
  readonly specialUse: readonly string[] | undefined;
}

/** DELETE, SUBSCRIBE, UNSUBSCRIBE. */
export interface MailboxArguments {
  readonly mailbox: string;
}

export interface RenameArguments {
  readonly from: string;
  readonly to: string;
}

/** COPY and MOVE (RFC 9051 §6.4.7, §6.4.8). */
export interface CopyArguments {
  readonly set: SequenceSet;
  readonly mailbox: string;
}

/** UID EXPUNGE (RFC 9051 §6.4.9). */
export interface UidExpungeArguments {
  readonly set: SequenceSet;
}

/** What follows SELECT and EXAMINE: ` mailbox [(CONDSTORE QRESYNC (…))]`, each once, in any order. */
export function selectArguments(reader: ArgumentReader): SelectArguments | undefined {
  const mailbox = reader.space() && readMailbox(reader);
  if (mailbox === undefined) return undefined;
  const chosen: SelectParameters = { condstore: false, resynchronize: undefined };
  if (!reader.atEnd && !(reader.space() && reader.list((item) => readSelectParameter(item, chosen)))) return undefined;
  return { mailbox, ...chosen };
}

/** What follows CREATE: ` mailbox [(USE (\Sent …))]`. */
export function createArguments(reader: ArgumentReader): CreateArguments | undefined {
  const mailbox = reader.space() && readMailbox(reader);
  if (mailbox === undefined || reader.atEnd)
    return mailbox === undefined ? undefined : { mailbox, specialUse: undefined };
  const parameters = reader.space() && reader.list(readCreateParameter, 1);
  return parameters && { mailbox, specialUse: parameters[0] };
}

export function mailboxArguments(reader: ArgumentReader): MailboxArguments | undefined {
  const mailbox = reader.space() && readMailbox(reader);
  return mailbox === undefined ? undefined : { mailbox };
}

export function renameArguments(reader: ArgumentReader): RenameArguments | undefined {
  const from = reader.space() && readMailbox(reader);
  const to = from !== undefined && reader.space() ? readMailbox(reader) : undefined;
  return from === undefined || to === undefined ? undefined : { from, to };
}

export function copyArguments(reader: ArgumentReader): CopyArguments | undefined {
  const set = reader.space() && readSequenceSet(reader);
  const mailbox = set && reader.space() && readMailbox(reader);
  return mailbox === undefined || set === undefined ? undefined : { set, mailbox };
}

export function uidExpungeArguments(reader: ArgumentReader): UidExpungeArguments | undefined {
  const set = reader.space() && readSequenceSet(reader);
  return set && { set };
}

type SelectParameters = { -readonly [Key in 'condstore' | 'resynchronize']: SelectArguments[Key] };

function readSelectParameter(reader: ArgumentReader, chosen: SelectParameters): true | undefined {
  const start = reader.at;
  if (reader.skipWord('CONDSTORE')) {
    chosen.condstore = true;
    return true;
  }
  if (!reader.skipWord('QRESYNC') || chosen.resynchronize !== undefined) return reader.fail('parameter', start);
  chosen.resynchronize = readResynchronize(reader);
  return chosen.resynchronize && true;
}

function readCreateParameter(reader: ArgumentReader): readonly string[] | undefined {
  if (!reader.skipWord('USE')) return reader.fail('parameter');
  return reader.space() && reader.list(readSpecialUse, reader.limits.listItemsMax, 'empty');
}

function readSpecialUse(reader: ArgumentReader): string | undefined {
  const name = reader.expect(BACKSLASH, 'flag') && reader.atom();
  return name && `\\${name}`;
}
