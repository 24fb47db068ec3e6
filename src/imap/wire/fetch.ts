import type { Partial, Section } from './section.ts';
import type { SequenceSet } from './sequence-set.ts';

/** FETCH and UID FETCH (RFC 9051 §6.4.5). UID FETCH answers with UID whether it was asked for or not. */
export interface FetchArguments {
  readonly set: SequenceSet;
  /** In the order asked; ALL, FAST and FULL are spelt out, doubles are dropped. */
  readonly items: readonly FetchItem[];
  /** RFC 7162 §3.1.4.1 */
  readonly changedSince: number | undefined;
}

export type FetchItem = PlainFetchItem | SectionFetchItem;

/** `body` is BODY without a section: BODYSTRUCTURE without extension data. */
export interface PlainFetchItem {
  readonly kind: PlainFetchKind;
}
export type PlainFetchKind =
  | 'flags'
  | 'uid'
  | 'internalDate'
  | 'rfc822Size'
  | 'envelope'
  | 'body'
  | 'bodyStructure'
  | 'modSeq';

/** BODY[…]<…>, BODY.PEEK[…]<…>, and RFC822, RFC822.HEADER, RFC822.TEXT of RFC 3501. */
export interface SectionFetchItem {
  readonly kind: 'section';
  readonly section: Section;
  readonly partial: Partial | undefined;
  /** Does not set \Seen. */
  readonly peek: boolean;
  /** The answer is labelled RFC822, RFC822.HEADER or RFC822.TEXT, by the section's text. */
  readonly rfc822: boolean;
}
