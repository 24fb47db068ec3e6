/** How much one commit of an import brings. */
export const BATCH_MESSAGES_MAX = 200;
export const BATCH_BYTES_MAX = 16_000_000;
/** Refused messages that a report names one by one. */
export const FAILURES_TOLD_MAX = 100;
