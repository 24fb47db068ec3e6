/** Bounds of the directory. Each can be set in the configuration under [directory]. */
export interface DirectoryLimits {
  /** Argon2id (RFC 9106): memory in KiB, passes and lanes of a new password's hash. */
  readonly passwordMemoryKiB: number;
  readonly passwordPasses: number;
  readonly passwordLanes: number;
  /** In UTF-8; a longer password is refused unread. */
  readonly passwordMaxBytes: number;

  /** Password checks that run at one time, each on a thread of its own. */
  readonly verificationsMax: number;
  /** Password checks that wait; one more is answered `unavailable`. */
  readonly verificationsQueuedMax: number;
  /** Of those, from one network address; one more is answered `throttled`. */
  readonly verificationsQueuedPerAddressMax: number;

  /** Logins remembered as verified, and for how long, so that a program that logs in often costs little. */
  readonly verifiedLoginsMax: number;
  readonly verifiedLoginMs: number;

  /** Failures that cost no wait. */
  readonly freeFailuresPerAddress: number;
  readonly freeFailuresPerAccount: number;
  /** The wait after the first failure that costs one; each further failure doubles it. */
  readonly throttleFirstMs: number;
  readonly throttleMaxMs: number;
  /** A count of failures halves in this time. */
  readonly throttleHalfLifeMs: number;
  /** Addresses, and names, whose failures are counted; the one longest untouched goes first. */
  readonly throttleEntriesMax: number;

  readonly aliasTargetsMax: number;
  /** Aliases that point to aliases: how many steps are followed. */
  readonly aliasDepthMax: number;
  /** Accounts that one address can reach. */
  readonly resolvedRecipientsMax: number;
  /** RFC 5321 §4.5.3.1.1, counted in UTF-8. */
  readonly localPartMaxBytes: number;
  /** How long a write waits for another process that writes. */
  readonly busyTimeoutMs: number;
}

/** The hash parameters are OWASP's first choice for argon2id. */
export const DEFAULT_DIRECTORY_LIMITS: DirectoryLimits = {
  passwordMemoryKiB: 19_456,
  passwordPasses: 2,
  passwordLanes: 1,
  passwordMaxBytes: 1_024,
  verificationsMax: 2,
  verificationsQueuedMax: 1_000,
  verificationsQueuedPerAddressMax: 200,
  verifiedLoginsMax: 10_000,
  verifiedLoginMs: 300_000,
  freeFailuresPerAddress: 10,
  freeFailuresPerAccount: 5,
  throttleFirstMs: 1_000,
  throttleMaxMs: 900_000,
  throttleHalfLifeMs: 3_600_000,
  throttleEntriesMax: 100_000,
  aliasTargetsMax: 1_000,
  aliasDepthMax: 10,
  resolvedRecipientsMax: 1_000,
  localPartMaxBytes: 64,
  busyTimeoutMs: 5_000,
};

/** Hash parameters that take no time: for tests and for demonstrations on loopback, never for a real server. */
export const QUICK_PASSWORD_LIMITS: Pick<DirectoryLimits, 'passwordMemoryKiB' | 'passwordPasses' | 'passwordLanes'> = {
  passwordMemoryKiB: 8,
  passwordPasses: 1,
  passwordLanes: 1,
};
