/** Bounds of the search index, each a key under [search]. */
export interface SearchIndexLimits {
  /** How long after a start the indexer begins: a start has more urgent things to do. */
  readonly firstAfterMs: number;
  /** How long the indexer waits before it looks for new mail again. */
  readonly pollMs: number;
  /** How long it leaves an index alone that could not be written, because the disk is full or fails. */
  readonly failedRestMs: number;
  /** Messages, and characters of their text, that go into the index in one transaction, at most. */
  readonly batchMessagesMax: number;
  readonly batchCharsMax: number;
  /** The indexer works so long, then looks whether others need the processor. */
  readonly sliceMs: number;
  /** The server is busy when its other threads use more than this part of the processors. */
  readonly busyAbove: number;
  /** So long the indexer rests after each slice while the server is busy. */
  readonly busyRestMs: number;
  /** Indexes of accounts that one thread keeps open. */
  readonly openIndexesMax: number;
  /** A search works so long before it lets others of its thread go on. */
  readonly searchSliceMs: number;
  /** Message ids that one query of the index goes over at most. */
  readonly searchMessagesAtOnceMax: number;
}

export const DEFAULT_SEARCH_INDEX_LIMITS: SearchIndexLimits = {
  firstAfterMs: 5_000,
  pollMs: 500,
  failedRestMs: 60_000,
  batchMessagesMax: 128,
  batchCharsMax: 2_000_000,
  sliceMs: 20,
  busyAbove: 0.6,
  busyRestMs: 100,
  openIndexesMax: 64,
  searchSliceMs: 5,
  searchMessagesAtOnceMax: 50_000,
};
