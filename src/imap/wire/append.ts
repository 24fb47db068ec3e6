import type { ArgumentReader } from './argument-reader.ts';
import { DQUOTE, PAREN_CLOSE, PAREN_OPEN } from './character.ts';
import { readDateTime } from './date.ts';
import { readFlagList } from './flag.ts';
import type { LiteralHeader } from './framer-event.ts';
import { readMailbox } from './mailbox-name.ts';

/** APPEND up to the announcement of its first message (RFC 9051 §6.3.12). */
export interface AppendStart {
  readonly mailbox: string;
  readonly message: AppendMessage;
}

/** One message of an APPEND; more than one with MULTIAPPEND (RFC 3502). */
export interface AppendMessage {
  readonly flags: readonly string[];
  /** Milliseconds since 1970. */
  readonly internalDate: number | undefined;
  readonly literal: LiteralHeader;
  /** `UTF8 (~{n}` (RFC 6855 §4): a `)` must follow the message. */
  readonly utf8: boolean;
}

/** What stands behind a streamed message: the end of the command, or another message. */
export type AppendNext = { readonly kind: 'end' } | { readonly kind: 'message'; readonly message: AppendMessage };

/**
 * What follows APPEND: ` mailbox [(flags)] ["date"] {n}`, up to and with the announcement. To be read with `parseSoFar`
 * at each literal of the command.
 */
export function appendStart(reader: ArgumentReader): AppendStart | undefined {
  const mailbox = reader.space() && readMailbox(reader);
  const message = mailbox === undefined ? undefined : readMessage(reader);
  return mailbox === undefined || message === undefined ? undefined : { mailbox, message };
}

/** What stands behind a streamed message: nothing, or ` [(flags)] ["date"] {n}` of the next (RFC 3502). */
export function appendNext(reader: ArgumentReader, before: AppendMessage): AppendNext | undefined {
  if (before.utf8 && !reader.expect(PAREN_CLOSE, 'listEnd')) return undefined;
  if (reader.atEnd) return { kind: 'end' };
  const message = readMessage(reader);
  return message && { kind: 'message', message };
}

function readMessage(reader: ArgumentReader): AppendMessage | undefined {
  if (!reader.space()) return undefined;
  let flags: readonly string[] | undefined = [];
  if (reader.peek() === PAREN_OPEN) {
    flags = readFlagList(reader);
    if (flags === undefined || !reader.space()) return undefined;
  }
  let internalDate: number | undefined;
  if (reader.peek() === DQUOTE) {
    internalDate = readDateTime(reader);
    if (internalDate === undefined || !reader.space()) return undefined;
  }
  const utf8 = reader.skipWord('UTF8');
  if (utf8 && (!reader.space() || !reader.expect(PAREN_OPEN, 'listStart'))) return undefined;
  const literal = reader.literalHeader();
  return literal && { flags, internalDate, literal, utf8 };
}
