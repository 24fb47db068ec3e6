import type { Section, SectionPartial } from './section.ts';

export type FetchItem = PlainFetchItem | SectionFetchItem | BinaryFetchItem | BinarySizeFetchItem;

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
  | 'modSeq'
  | 'emailId'
  | 'threadId'
  | 'saveDate'
  | 'preview';

/** BODY[…]<…>, BODY.PEEK[…]<…>, and RFC822, RFC822.HEADER, RFC822.TEXT of RFC 3501. */
export interface SectionFetchItem {
  readonly kind: 'section';
  readonly section: Section;
  readonly partial: SectionPartial | undefined;
  /** Does not set \Seen. */
  readonly peek: boolean;
  /** The answer is labelled RFC822, RFC822.HEADER or RFC822.TEXT, by the section's text. */
  readonly rfc822: boolean;
}

/** BINARY[…]<…>, BINARY.PEEK[…]<…>: a leaf part with its transfer encoding taken away (RFC 9051 §6.4.5). */
export interface BinaryFetchItem {
  readonly kind: 'binary';
  /** 1-based numbers of `1.2.3`; empty for the message itself. */
  readonly part: readonly number[];
  /** Of the decoded octets. */
  readonly partial: SectionPartial | undefined;
  readonly peek: boolean;
}

/** BINARY.SIZE[…]: how many octets BINARY[…] would give. */
export interface BinarySizeFetchItem {
  readonly kind: 'binarySize';
  readonly part: readonly number[];
}
