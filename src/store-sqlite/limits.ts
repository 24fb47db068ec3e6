/** Bounds of the writer's work, each a key under [engine]. */
export interface EngineLimits {
  /** Requests, and octets of bodies, that share one sync at most. */
  readonly groupRequestsMax: number;
  readonly groupBytesMax: number;
  /** Pages and accounts that the writer keeps in memory between groups. */
  readonly cachedPagesMax: number;
  readonly cachedAccountsMax: number;
  /** Pages that each reader thread keeps for snapshots to share. */
  readonly readerPagesMax: number;
  /** Snapshots of mailboxes that each reader thread keeps for sessions to share. */
  readonly readerSnapshotsMax: number;
  /** The index's log is folded into the index when it has grown by this many of its pages. */
  readonly checkpointPages: number;
  /** A segment of which less than this part is still in use is compacted; 0: never. */
  readonly compactBelow: number;
  /** Bodies up to this size are compressed when their segment is compacted. */
  readonly compressMaxBytes: number;
}

export const DEFAULT_ENGINE_LIMITS: EngineLimits = {
  groupRequestsMax: 1024,
  groupBytesMax: 32 * 1024 * 1024,
  cachedPagesMax: 2048,
  cachedAccountsMax: 4096,
  readerPagesMax: 8192,
  readerSnapshotsMax: 256,
  checkpointPages: 4096,
  compactBelow: 0.5,
  compressMaxBytes: 4 * 1024 * 1024,
};
