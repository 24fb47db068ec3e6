/**
 * What list views ask for, rendered once at delivery and copied afterwards. Fields of a record:
 * envelope and body structure in IMAP's own form (RFC 9051 §7.5.2, BODYSTRUCTURE with extension data), the tree of parts
 * with offsets, and a preview (RFC 8970).
 */
export interface Rendered {
  /** `(date subject from sender reply-to to cc bcc in-reply-to message-id)` */
  readonly envelope: Uint8Array;
  readonly bodyStructure: Uint8Array;
  /** The parts with their byte offsets, as `decodeParts` reads them. */
  readonly parts: Uint8Array;
  /** At most 200 characters of the text, for people. */
  readonly preview: string;
}
