/** An account's limits and what it uses (RFC 9208): octets of messages, counted once for each entry, and entries. */
export interface Quota {
  /** Undefined: no limit. */
  readonly storageMaxBytes: number | undefined;
  readonly messagesMax: number | undefined;
  readonly storageBytes: number;
  readonly messages: number;
}
