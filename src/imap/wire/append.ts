import type { LiteralHeader } from './framer-event.ts';

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
