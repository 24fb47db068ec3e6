/** Bounds on what one IMAP peer can make grow or keep waiting. Each can be set in the configuration under [imap]. */
export interface ImapLimits {
  /** Silence allowed before login, and between the pieces of a login. RFC 9051 §5.4 leaves this to the server. */
  readonly loginTimeoutMs: number;
  /** How long a peer may take to log in, however busy it is. */
  readonly loginTotalMs: number;
  /** Silence allowed after login, IDLE included; at least 30 minutes (RFC 9051 §5.4). */
  readonly idleTimeoutMs: number;
  /** Failed logins on one connection before it is closed. */
  readonly loginFailuresMax: number;
  /** Bad commands in a row before the connection is closed. */
  readonly badCommandsMax: number;
  /** The largest message that APPEND takes. */
  readonly appendMaxBytes: number;
  /** A message that APPEND takes as binary octets and must encode before it is kept: it is in memory for that. */
  readonly binaryMaxBytes: number;
  /** Octets of a message that are read from the store and sent in one piece. */
  readonly bodyPieceBytes: number;
  /** Octets of a header that HEADER.FIELDS looks through; what lies behind is left out. */
  readonly headerMaxBytes: number;
  /** Octets of answers that are gathered before they are given to the connection. */
  readonly gatherMaxBytes: number;
  /** Patterns that one LIST looks for; those behind are passed over (RFC 9051 §6.3.9 allows it). */
  readonly listPatternsMax: number;
  /** Messages in one APPEND (MULTIAPPEND, RFC 3502). */
  readonly appendMessagesMax: number;
  /** COMPRESS: the window of what is sent, as a power of two, 9 to 15; four times as much memory for each connection. */
  readonly compressWindowBits: number;
  /** COMPRESS: 1 to 9; 2^(9 + this) octets for each connection. */
  readonly compressMemoryLevel: number;
  /** COMPRESS: 1, quick, to 9, small. */
  readonly compressLevel: number;
  /** COMPRESS: octets compressed or decompressed in one piece. */
  readonly compressPieceBytes: number;
  /** Messages of which what SORT and THREAD compare is kept in memory, about 0.5 KB each. */
  readonly sortRowsMax: number;
  /** One annotation (METADATA); at least 1,024 (RFC 5464 §4.1). */
  readonly annotationMaxBytes: number;
  /** Annotations of one mailbox, or of the server, that one person sees; at least 10. */
  readonly annotationsMax: number;
}

export const DEFAULT_IMAP_LIMITS: ImapLimits = {
  loginTimeoutMs: 60_000,
  loginTotalMs: 180_000,
  idleTimeoutMs: 31 * 60_000,
  loginFailuresMax: 3,
  badCommandsMax: 20,
  appendMaxBytes: 100_000_000,
  binaryMaxBytes: 33_554_432,
  bodyPieceBytes: 262_144,
  headerMaxBytes: 4_194_304,
  gatherMaxBytes: 65_536,
  listPatternsMax: 100,
  appendMessagesMax: 1_000,
  compressWindowBits: 13,
  compressMemoryLevel: 6,
  compressLevel: 5,
  compressPieceBytes: 16_384,
  sortRowsMax: 100_000,
  annotationMaxBytes: 65_536,
  annotationsMax: 200,
};
