/** Bounds on what one account can make grow. Each can be set in the configuration under [store]. */
export interface StoreLimits {
  readonly mailboxesMax: number;
  readonly mailboxNameMaxBytes: number;
  readonly mailboxDepthMax: number;
  readonly keywordsPerMessageMax: number;
  readonly keywordMaxBytes: number;
  readonly keywordSetsMax: number;
  readonly messageMaxBytes: number;
  readonly propertyMaxBytes: number;
  readonly propertiesPerTargetMax: number;
  readonly aclIdentifiersMax: number;
  readonly subscriptionsMax: number;
  /** Tombstones kept for each mailbox before the oldest are pruned. */
  readonly tombstonesMax: number;
}

export const DEFAULT_STORE_LIMITS: StoreLimits = {
  mailboxesMax: 100_000,
  mailboxNameMaxBytes: 1_000,
  mailboxDepthMax: 250,
  keywordsPerMessageMax: 100,
  keywordMaxBytes: 255,
  keywordSetsMax: 100_000,
  messageMaxBytes: 1_000_000_000,
  propertyMaxBytes: 1_000_000,
  propertiesPerTargetMax: 1_000,
  aclIdentifiersMax: 1_000,
  subscriptionsMax: 200_000,
  tombstonesMax: 1_000_000,
};
