/** What the client has enabled that changes how bytes are read and written. */
export interface WireMode {
  /**
   * IMAP4rev2 or UTF8=ACCEPT is enabled (RFC 9051 §5.1, RFC 6855 §3): mailbox names are UTF-8 and quoted strings may
   * hold it. Otherwise names are in modified UTF-7 (RFC 3501 §5.1.3).
   */
  readonly utf8: boolean;
  /** UTF8=ACCEPT is enabled: SEARCH names no charset (RFC 9755 §3). */
  readonly refusesCharset?: boolean;
}
