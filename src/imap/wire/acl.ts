import { decodeUtf8Strict } from '../../base/index.ts';
import type { ArgumentReader } from './argument-reader.ts';
import { decodeAscii } from './ascii.ts';
import { readMailbox } from './mailbox-name.ts';

/** DELETEACL and LISTRIGHTS (RFC 4314 §3.2, §3.4); GETACL and MYRIGHTS take a mailbox alone. */
export interface AclIdentifierArguments {
  readonly mailbox: string;
  /** As it was written: LISTRIGHTS tells it back. */
  readonly identifier: string;
  /** The same, prepared for comparing. */
  readonly prepared: string;
}

/** SETACL (RFC 4314 §3.1): replaces the rights, or adds to them or takes away from them. */
export interface SetAclArguments extends AclIdentifierArguments {
  readonly mode: 'replace' | 'add' | 'remove';
  /** Printable ASCII; whether each is a right is not said yet. */
  readonly letters: string;
}

/** What follows DELETEACL and LISTRIGHTS: ` mailbox identifier`. */
export function aclIdentifierArguments(reader: ArgumentReader): AclIdentifierArguments | undefined {
  const mailbox = reader.space() && readMailbox(reader);
  const identifier = mailbox !== undefined && reader.space() ? readIdentifier(reader) : undefined;
  return mailbox === undefined || identifier === undefined ? undefined : { mailbox, ...identifier };
}

/** What follows SETACL: ` mailbox identifier [+-]rights`. */
export function setAclArguments(reader: ArgumentReader): SetAclArguments | undefined {
  const whom = aclIdentifierArguments(reader);
  const start = reader.at + 1;
  const octets = whom && reader.space() && reader.astring();
  if (whom === undefined || octets === undefined) return undefined;
  const [, sign, letters] = /^([+-]?)([!-~]*)$/.exec(decodeAscii(octets) ?? ' ') ?? [];
  if (letters === undefined) return reader.fail('rights', start);
  return { ...whom, mode: sign === '+' ? 'add' : sign === '-' ? 'remove' : 'replace', letters };
}

/**
 * Prepared in the spirit of SASLprep (RFC 4314 §3): compatibility forms and kinds of spaces are made one; what is empty
 * then, or holds a control character, is none.
 */
function readIdentifier(reader: ArgumentReader): { identifier: string; prepared: string } | undefined {
  const start = reader.at;
  const octets = reader.astring();
  if (octets === undefined) return undefined;
  const identifier = decodeUtf8Strict(octets);
  const prepared =
    identifier
      ?.replace(/\p{Zs}/gu, ' ')
      .replace(/\u00ad/g, '')
      .normalize('NFKC') ?? '';
  const good = identifier !== undefined && prepared !== '' && !/[\p{Cc}\p{Cn}\p{Co}\p{Zl}\p{Zp}]/u.test(prepared);
  return good ? { identifier, prepared } : reader.fail('identifier', start);
}
