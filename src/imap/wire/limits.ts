/** Bounds on what a peer can make this shelf hold or do. Each can be set in the configuration under [imap.wire]. */
export interface WireLimits {
  /** One line without its literals, the line end not counted (RFC 7162 §4 asks for at least 8,192 octets). */
  readonly lineMaxBytes: number;
  /** A whole command: all its lines and its buffered literals. */
  readonly commandMaxBytes: number;
  /** Literals that are buffered in one command. */
  readonly literalsMax: number;
  /** One literal that is buffered: any but the message of an APPEND, which is streamed. */
  readonly literalMaxBytes: number;
  /**
   * Refused literals of one command that the peer sends all the same; past this the framer gives up. They take time and
   * no memory, and a client that appends a large message to a mailbox that is not there deserves its TRYCREATE.
   */
  readonly swallowMaxBytes: number;
  readonly tagMaxBytes: number;
  /** One flag or keyword. */
  readonly flagMaxBytes: number;
  /** Items of a parenthesised list: flags, header names, patterns, options. */
  readonly listItemsMax: number;
  readonly fetchItemsMax: number;
  /** Depth of a part number such as 1.2.3. */
  readonly sectionPartsMax: number;
  readonly sequenceSetItemsMax: number;
  /** Search keys in one SEARCH, those inside others counted. */
  readonly searchKeysMax: number;
  readonly searchDepthMax: number;
}

export const DEFAULT_WIRE_LIMITS: WireLimits = {
  lineMaxBytes: 65_536,
  commandMaxBytes: 262_144,
  literalsMax: 100,
  literalMaxBytes: 65_536,
  swallowMaxBytes: 100_000_000,
  tagMaxBytes: 256,
  flagMaxBytes: 255,
  listItemsMax: 1_000,
  fetchItemsMax: 200,
  sectionPartsMax: 100,
  sequenceSetItemsMax: 20_000,
  searchKeysMax: 5_000,
  searchDepthMax: 50,
};
