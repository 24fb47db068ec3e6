/** Bounds of delivery. Each can be set in the configuration under [delivery]. */
export interface DeliveryLimits {
  /** Octets of one mail, as it comes. */
  readonly messageMaxBytes: number;
  /** Accounts whose INBOX is remembered, so that a delivery need not look for it. */
  readonly inboxesRememberedMax: number;
}

export const DEFAULT_DELIVERY_LIMITS: DeliveryLimits = {
  messageMaxBytes: 104_857_600,
  inboxesRememberedMax: 100_000,
};
