/**
 * What a reader of one message keeps and does at most, whatever it is fed. What lies beyond a limit is not lost: the
 * octets stay where they are, only their interpretation ends.
 */
export interface MessageLimits {
  /** Parts in all; a delimiter that would start one more is read as text of the last part. */
  readonly partsMax: number;
  /** Levels of multiparts and messages inside each other; what is deeper is one opaque part. */
  readonly depthMax: number;
  /** A longer boundary makes the multipart opaque (RFC 2046 §5.1.1 allows 70, but some senders go to a line's length). */
  readonly boundaryMaxBytes: number;
  /** Kept of one header field. */
  readonly fieldMaxBytes: number;
  /** Fields kept of one part. */
  readonly fieldsMax: number;
  /** Kept of the fields of one part. */
  readonly headerMaxBytes: number;
  /** Kept of the fields of all parts. */
  readonly headersMaxBytes: number;
  /** Kept of the raw body of the first plain and of the first HTML part, for the preview. */
  readonly previewSourceMaxBytes: number;
}

export const DEFAULT_MESSAGE_LIMITS: MessageLimits = {
  partsMax: 10_000,
  depthMax: 100,
  boundaryMaxBytes: 998,
  fieldMaxBytes: 65_536,
  fieldsMax: 2_000,
  headerMaxBytes: 262_144,
  headersMaxBytes: 1_048_576,
  previewSourceMaxBytes: 16_384,
};

/** Bounds of the values inside header fields. */
export interface ValueLimits {
  /** Addresses read of one list. */
  readonly addressesMax: number;
  /** Parameters read of one Content-Type or Content-Disposition. */
  readonly parametersMax: number;
  /** Message ids read of References and In-Reply-To, the nearest ones. */
  readonly messageIdsMax: number;
  readonly messageIdMaxChars: number;
  /** Read of a subject for its base subject. */
  readonly subjectMaxChars: number;
  /** Read of a date. */
  readonly dateMaxChars: number;
  /** RFC 8970 §3.1 asks for 200. */
  readonly previewMaxChars: number;
  /** Length of a file name; longer ones keep their end, where the extension is. */
  readonly fileNameMaxChars: number;
}

export const VALUE_LIMITS: ValueLimits = {
  addressesMax: 2_000,
  parametersMax: 100,
  messageIdsMax: 50,
  messageIdMaxChars: 998,
  subjectMaxChars: 1_000,
  dateMaxChars: 200,
  previewMaxChars: 200,
  fileNameMaxChars: 255,
};

/** Bounds of a search through one message. */
export interface SearchLimits {
  /** Text of all text parts together. */
  readonly textMaxChars: number;
  /** Text of all header fields together. */
  readonly headerMaxChars: number;
}

export const DEFAULT_SEARCH_LIMITS: SearchLimits = {
  textMaxChars: 16_777_216,
  headerMaxChars: 1_048_576,
};
