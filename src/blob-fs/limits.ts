/** Bounds of the files that bodies lie in; each a key under [blob]. */
export interface BlobLimits {
  /** A segment that has grown past this is closed and the next one begun. */
  readonly segmentMaxBytes: number;
  /** Bodies up to this size wait for their commit in memory; larger ones are written to a file of their own as they come. */
  readonly inMemoryMaxBytes: number;
  /** All bodies that wait in memory together; what would pass this waits in files, however small it is. */
  readonly allInMemoryMaxBytes: number;
  /** Segment files that one thread keeps open for reading. */
  readonly openSegmentsMax: number;
  /** Reads up to this size are done at once, larger ones by the thread pool. */
  readonly directReadMaxBytes: number;
}

export const DEFAULT_BLOB_LIMITS: BlobLimits = {
  segmentMaxBytes: 64 * 1024 * 1024,
  inMemoryMaxBytes: 1024 * 1024,
  allInMemoryMaxBytes: 32 * 1024 * 1024,
  openSegmentsMax: 256,
  directReadMaxBytes: 256 * 1024,
};
