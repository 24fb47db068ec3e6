import type { MailboxPath, MboxMarks } from '../mailbox-file/index.ts';
import type { Flags } from '../store/index.ts';

export type Format = 'mbox' | 'maildir' | 'eml';

/** One mailbox of what is imported. */
export interface SourceMailbox {
  /** Empty: whatever the import goes into. */
  readonly path: MailboxPath;
  /** What the server noted that it comes from. */
  readonly numbers?: { readonly uidValidity: number; readonly uidNext: number };
  /** Octets of all its files, for the progress. */
  readonly sizeBytes: number;
  /** Messages in the order of their uids, those without one last. */
  messages(): AsyncIterable<SourceMessage>;
}

export interface SourceMessage {
  /** For a person: the file, and where in it. */
  readonly place: string;
  /** A name that it keeps in its mailbox, whatever its flags; undefined: its octets tell. */
  readonly identity?: string;
  readonly uid?: number;
  /** The unique id that POP3 showed for it. */
  readonly uidl?: string;
  readonly flags: Flags;
  /** Milliseconds since 1970. */
  readonly internalDate: number;
  /** The Date field, where there is a valid one, counts more than `internalDate`, which is that of a file. */
  readonly preferSentDate?: boolean;
  readonly labels?: MboxMarks['labels'];
  /** Octets of the source that are done with it. */
  readonly doneBytes: number;
  /** As mail: lines end with CRLF. To be read before the next message is asked for, or not at all. */
  content(): AsyncIterable<Uint8Array>;
}

export interface Source {
  readonly mailboxes: readonly SourceMailbox[];
  /** Names that the person is subscribed to. */
  readonly subscriptions: readonly MailboxPath[];
}

/** Something a person can do something about. */
export class MigrationFailure extends Error {}
