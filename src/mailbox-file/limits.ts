/** Bounds on what is held of one file while it is read. */
export const MAILBOX_FILE_LIMITS = {
  /** A line that is longer than this is text, whatever it begins with. */
  fromLineMaxBytes: 1_024,
  /** A line with more `>` before its From is text, and no quoted one. */
  quotesMax: 1_000_000,
  /** A header that is longer is left as it is: nothing is read from it. */
  headerMaxBytes: 1_000_000,
  /** Lines of a list of uids or keywords that are longer are passed over. */
  listLineMaxBytes: 16_384,
} as const;
