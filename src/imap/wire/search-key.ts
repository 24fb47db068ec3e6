import type { SequenceSet } from './sequence-set.ts';

/**
 * What SEARCH looks for (RFC 9051 §6.4.4, RFC 3501 §6.4.4, RFC 7162 §3.1.5). Keys in a row are one `and`; NEW is
 * RECENT and not \Seen, OLD is not RECENT, UNSEEN is not \Seen; FROM, TO, CC, BCC and SUBJECT are headers.
 */
export type SearchKey =
  | { readonly kind: 'all' }
  | { readonly kind: 'and'; readonly of: readonly SearchKey[] }
  | { readonly kind: 'or'; readonly of: readonly [SearchKey, SearchKey] }
  | { readonly kind: 'not'; readonly of: SearchKey }
  | { readonly kind: 'sequence' | 'uid'; readonly set: SequenceSet }
  /** With its backslash: \Answered, \Deleted, \Draft, \Flagged or \Seen. */
  | { readonly kind: 'flag'; readonly flag: SearchFlag }
  | { readonly kind: 'keyword'; readonly keyword: string }
  | { readonly kind: 'recent' }
  /** `day` counts from 1970-01-01; `of` is the INTERNALDATE, the Date: header or SAVEDATE (RFC 8514 §4.3). */
  | {
      readonly kind: 'date';
      readonly of: 'internal' | 'sent' | 'saved';
      readonly relation: 'before' | 'on' | 'since';
      readonly day: number;
    }
  /** `name` as written; `contains` decoded from the charset. */
  | { readonly kind: 'header'; readonly name: string; readonly contains: string }
  | { readonly kind: 'body' | 'text'; readonly contains: string }
  /** Strictly larger, strictly smaller. */
  | { readonly kind: 'larger' | 'smaller'; readonly sizeBytes: number }
  | { readonly kind: 'modSeq'; readonly atLeast: number }
  /** RFC 5032: by the INTERNALDATE, from now. */
  | { readonly kind: 'older' | 'younger'; readonly seconds: number }
  /** RFC 8474 §6: ids compare by each character. */
  | { readonly kind: 'emailId' | 'threadId'; readonly id: string };

export type SearchFlag = '\\Answered' | '\\Deleted' | '\\Draft' | '\\Flagged' | '\\Seen';
