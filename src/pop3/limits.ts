/** Bounds on a POP3 session. Each can be set in the configuration under [pop3]. */
export interface Pop3Limits {
  /** Without a command for so long, the session ends and deletes nothing; RFC 1939 §3 wants at least ten minutes. */
  readonly autologoutMs: number;
  /** From the greeting to a successful login, in all. */
  readonly loginDeadlineMs: number;
  /** RFC 2449 §4: 255, line end included. */
  readonly commandMaxBytes: number;
  /** The line that answers a challenge (RFC 5034 §4). */
  readonly saslResponseMaxBytes: number;
  /** After so many failed logins the connection closes. */
  readonly loginFailuresMax: number;
  /** After so many commands in a row that are none, the connection closes. */
  readonly badCommandsMax: number;
  /** Octets of a message read from the store at a time. */
  readonly readChunkBytes: number;
  /** A longer header with characters beyond ASCII is sent in UTF-8 mode alone. */
  readonly surrogateHeaderMaxBytes: number;
  /** Accounts whose measured sizes are kept in memory. */
  readonly measuredAccountsMax: number;
  /** Messages of an account whose size on the wire differs from their size in the store, kept. */
  readonly measuredExceptionsMax: number;
  /** So many newly measured messages are worth a commit of their own. */
  readonly measuredToKeep: number;
  /** Accounts whose last login is remembered, for LOGIN-DELAY. */
  readonly loginTimesMax: number;
  /** Accounts whose INBOX need not be looked for. */
  readonly inboxesRememberedMax: number;
}

export const DEFAULT_POP3_LIMITS: Pop3Limits = {
  autologoutMs: 600_000,
  loginDeadlineMs: 600_000,
  commandMaxBytes: 255,
  saslResponseMaxBytes: 12_288,
  loginFailuresMax: 5,
  badCommandsMax: 20,
  readChunkBytes: 131_072,
  surrogateHeaderMaxBytes: 1_048_576,
  measuredAccountsMax: 10_000,
  measuredExceptionsMax: 20_000,
  measuredToKeep: 256,
  loginTimesMax: 100_000,
  inboxesRememberedMax: 10_000,
};

/** How the operator wants it. In the configuration beside the limits. */
export interface Pop3Manner {
  /** One session for each maildrop (RFC 1939 §4), a second is refused; false: each has its own snapshot. */
  readonly exclusiveMaildrop: boolean;
  /** Messages that were fetched are deleted at QUIT: EXPIRE 0 (RFC 2449 §6.7). */
  readonly deleteFetched: boolean;
  /** Announced as EXPIRE: whoever removes old mail keeps it for so many days at least. 0: nobody does, EXPIRE NEVER. */
  readonly retentionDays: number;
  /** LOGIN-DELAY (RFC 2449 §6.5): between two logins to an account; 0: none. */
  readonly loginDelaySeconds: number;
  /** Of replies, until a program asks for another: en, de, fr or he. */
  readonly language: string;
}

export const DEFAULT_POP3_MANNER: Pop3Manner = {
  exclusiveMaildrop: false,
  deleteFetched: false,
  retentionDays: 0,
  loginDelaySeconds: 0,
  language: 'en',
};
