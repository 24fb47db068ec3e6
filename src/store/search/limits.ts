/** Bounds of a search that reads messages. */
export interface SearchReadLimits {
  /** Entries of which is kept, at one time, what was read to decide them. */
  readonly candidatesAtOnceMax: number;
  /** Read at first of a message of which the header is wanted; then twice as much, and so on. */
  readonly headerStepBytes: number;
  /** A header is looked for no further into a message. */
  readonly headerMaxBytes: number;
  /** Text is looked for no further into a message. */
  readonly bodyMaxBytes: number;
}

export const DEFAULT_SEARCH_READ_LIMITS: SearchReadLimits = {
  candidatesAtOnceMax: 1_000,
  headerStepBytes: 8_192,
  headerMaxBytes: 1_048_576,
  bodyMaxBytes: 134_217_728,
};
