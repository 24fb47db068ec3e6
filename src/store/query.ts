import type { UidRange } from './operation.ts';

/** What to look for in a mailbox: IMAP SEARCH (RFC 9051 §6.4.4) and JMAP filters, with sequence numbers resolved. */
export type Query =
  | { readonly kind: 'all' }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Query[] }
  | { readonly kind: 'not'; readonly of: Query }
  | { readonly kind: 'uids'; readonly ranges: readonly UidRange[] }
  /** All bits of `mask` (see `Flag`) are set. */
  | { readonly kind: 'flag'; readonly mask: number }
  | { readonly kind: 'keyword'; readonly name: string }
  | { readonly kind: 'modSeq'; readonly atLeast: number }
  | { readonly kind: 'larger' | 'smaller'; readonly sizeBytes: number }
  | DateQuery
  /** A field of that name is there and its decoded text contains `contains`, without regard to case; '' always does. */
  | { readonly kind: 'header'; readonly name: string; readonly contains: string }
  /** Decoded text of the bodies; `text` is that of headers and bodies. */
  | { readonly kind: 'body' | 'text'; readonly contains: string };

/** Days since 1970-01-01, without time and zone: of INTERNALDATE in UTC, of Date: as it is written. */
export interface DateQuery {
  readonly kind: 'date';
  readonly of: 'internal' | 'sent' | 'saved';
  readonly relation: 'before' | 'on' | 'since';
  readonly day: number;
}
