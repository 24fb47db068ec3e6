/** A header field, as it stands in the message. */
export interface HeaderField {
  /** As written, without white space before the colon. */
  readonly name: string;
  /** `name` in lower case. */
  readonly key: string;
  /** Offset of the name's first byte in the message. */
  readonly start: number;
  /** Offset of the byte after the colon. */
  readonly valueStart: number;
  /** Offset after the field's last line end. */
  readonly end: number;
  /** The raw bytes after the colon, folds included, the last line end not; cut at the limit of a field. */
  readonly value: Uint8Array;
}

/** One parameter of Content-Type or Content-Disposition, its continuations joined (RFC 2231 §3, §7). */
export interface Parameter {
  /** In lower case, without the asterisks of RFC 2231. */
  readonly name: string;
  /** Decoded: RFC 2231, RFC 2047 inside a value, raw 8-bit. */
  readonly value: string;
  /** Undecoded, one code unit for each byte; of an extended one `charset'language'percent-encoded`. */
  readonly raw: string;
  readonly extended: boolean;
}

export interface ContentType {
  /** In lower case, as the subtype. */
  readonly type: string;
  readonly subtype: string;
  readonly parameters: readonly Parameter[];
}

export interface Disposition {
  /** In lower case: `inline`, `attachment` or another word. */
  readonly kind: string;
  readonly parameters: readonly Parameter[];
}

/** Where a part lies: byte offsets into the message. Parsed parts and recorded parts both have it. */
export interface PartPlace {
  /**
   * The part's number in IMAP (RFC 9051 §6.4.5.1), `1.2`. A multipart that is a whole message has its prefix, which is
   * empty for the message itself.
   */
  readonly path: string;
  readonly headerStart: number;
  /** After the blank line that ends the header. */
  readonly bodyStart: number;
  /** The line end before a boundary belongs to the boundary (RFC 2046 §5.1.1). */
  readonly bodyEnd: number;
  /** Where the next delimiter line begins, or the message ends. */
  readonly end: number;
  /** Line ends in the body. */
  readonly lines: number;
}

/** A part of a message, parsed. A part is a leaf, or has children, or is a message that has one in it. */
export interface Part extends PartPlace {
  /** In order; bounded. */
  readonly headers: readonly HeaderField[];
  readonly contentType: ContentType;
  /** False where the Content-Type is missing or unreadable and `contentType` is the default of RFC 2045 §5.2. */
  readonly typed: boolean;
  readonly disposition: Disposition | undefined;
  /** Content-Transfer-Encoding in lower case; `7bit` if there is none. */
  readonly encoding: string;
  /** Content-ID with its brackets, undecoded, as the next four. */
  readonly id: string | undefined;
  readonly description: string | undefined;
  readonly md5: string | undefined;
  readonly location: string | undefined;
  readonly language: readonly string[];
  readonly children: readonly Part[];
  /** Of message/rfc822 and message/global in an identity encoding: the message inside. */
  readonly message: Part | undefined;
}

/** The beginning of a text part's raw body. */
export interface TextSample {
  readonly part: Part;
  readonly raw: Uint8Array;
}

export interface ParsedMessage {
  readonly root: Part;
  readonly sizeBytes: number;
  /** Of the first text/plain and the first text/html that are not attachments: what a preview is made from. */
  readonly samples: readonly TextSample[];
}

/** The first field of a name (in lower case). */
export function findHeader(part: Part, key: string): HeaderField | undefined {
  for (const field of part.headers) if (field.key === key) return field;
  return undefined;
}

/** The first parameter of a name (in lower case), decoded. */
export function findParameter(parameters: readonly Parameter[], name: string): string | undefined {
  for (const parameter of parameters) if (parameter.name === name) return parameter.value;
  return undefined;
}

/** Whether the part is multipart/*, with children or without. */
export function isMultipart(part: { readonly contentType: ContentType }): boolean {
  return part.contentType.type === 'multipart';
}

/** Whether the part's type says that a message is inside (RFC 2046 §5.2.1, RFC 6532 §3.7). */
export function isMessageType(contentType: ContentType): boolean {
  return contentType.type === 'message' && (contentType.subtype === 'rfc822' || contentType.subtype === 'global');
}
