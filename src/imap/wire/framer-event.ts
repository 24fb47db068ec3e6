/** What the framer finds in the stream of bytes. */
export type FramerEvent = CommandEvent | LiteralEvent | ChunkEvent | LineEvent | BadLineEvent;

/**
 * A whole command, or what stands behind its last streamed literal (`afterLiteral`, so `bytes` is empty at the end of a
 * plain APPEND). Buffered literals are in place, `{5}` CRLF and octets; the line end is not part of it.
 */
export interface CommandEvent {
  readonly kind: 'command';
  readonly bytes: Uint8Array;
  readonly afterLiteral: boolean;
}

/**
 * A literal was announced and nothing of it was read yet: the session must call `bufferLiteral`, `streamLiteral` or
 * `refuseLiteral` before the next event. `bytes` is the command so far (or what stands behind the last streamed
 * literal), the announcement and its line end included.
 */
export interface LiteralEvent {
  readonly kind: 'literal';
  readonly literal: LiteralHeader;
  readonly bytes: Uint8Array;
  readonly afterLiteral: boolean;
}

/** RFC 9051 §4.3, RFC 7888. */
export interface LiteralHeader {
  /** As announced; numbers past 2^53 - 1 are given as that. */
  readonly sizeBytes: number;
  /** The client waits for a `+` before it sends the octets; false for `{5+}`. */
  readonly synchronizing: boolean;
  /** `~{5}`: the octets may hold NUL (RFC 3516). */
  readonly literal8: boolean;
}

/** A run of a streamed literal's octets, a view of the bytes that were pushed; empty only for an empty literal. */
export interface ChunkEvent {
  readonly kind: 'chunk';
  readonly bytes: Uint8Array;
  /** The literal ends here. */
  readonly last: boolean;
}

/** A line that is no command (AUTHENTICATE, IDLE), asked for with `expectLine`; without its line end. */
export interface LineEvent {
  readonly kind: 'line';
  readonly bytes: Uint8Array;
}

/**
 * A line or command that cannot be read. What is left of it is passed over; the next event is the next command, unless
 * `fatal`: then the framer has given up and gives no more events.
 */
export interface BadLineEvent {
  readonly kind: 'badLine';
  readonly reason: 'lineTooLong' | 'commandTooLong' | 'nul' | 'swallowTooLong';
  /** The start of the command up to its first space, for the tag: at most `tagMaxBytes` + 1. Empty: there is none. */
  readonly bytes: Uint8Array;
  readonly afterLiteral: boolean;
  readonly fatal: boolean;
}
