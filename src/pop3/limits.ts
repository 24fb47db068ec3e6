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
  /** Accounts whose measured sizes are kept in memory. */
  readonly measuredAccountsMax: number;
  /** Messages of an account whose size on the wire differs from their size in the store, kept. */
  readonly measuredExceptionsMax: number;
  /** So many newly measured messages are worth a commit of their own. */
  readonly measuredToKeep: number;
}

export const DEFAULT_POP3_LIMITS: Pop3Limits = {
  autologoutMs: 600_000,
  loginDeadlineMs: 600_000,
  commandMaxBytes: 255,
  saslResponseMaxBytes: 12_288,
  loginFailuresMax: 5,
  badCommandsMax: 20,
  readChunkBytes: 131_072,
  measuredAccountsMax: 10_000,
  measuredExceptionsMax: 20_000,
  measuredToKeep: 256,
};
