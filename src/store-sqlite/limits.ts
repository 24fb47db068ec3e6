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
  /** The index's log is folded into the index when it has grown by this many pages of 4 KiB. */
  readonly checkpointPages: number;
}

export const DEFAULT_ENGINE_LIMITS: EngineLimits = {
  groupRequestsMax: 1024,
  groupBytesMax: 32 * 1024 * 1024,
  cachedPagesMax: 2048,
  cachedAccountsMax: 4096,
  readerPagesMax: 8192,
  checkpointPages: 4096,
};
