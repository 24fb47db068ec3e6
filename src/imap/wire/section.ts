/** A part of a message by its place in the MIME tree and what of it is meant (RFC 9051 §6.4.5.1). */
export interface Section {
  /** 1-based numbers of `1.2.3`; empty for the message itself. */
  readonly part: readonly number[];
  readonly text: SectionText;
}

export type SectionText =
  /** `[]` or `[1.2]`: the whole message, or the part's body. */
  | { readonly kind: 'all' }
  | { readonly kind: 'header' }
  | { readonly kind: 'headerFields'; readonly names: readonly string[]; readonly not: boolean }
  | { readonly kind: 'text' }
  /** The part's MIME header; only with part numbers. */
  | { readonly kind: 'mime' };

/** `<offset.length>` in octets; both at most 2^53 - 1. */
export interface SectionPartial {
  readonly offset: number;
  readonly length: number;
}
