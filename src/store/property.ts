import type { MailboxId, MessageId } from '../base/index.ts';

/** What an opaque property hangs on. */
export type PropertyTarget =
  | { readonly kind: 'account' }
  | { readonly kind: 'mailbox'; readonly mailbox: MailboxId }
  | { readonly kind: 'message'; readonly message: MessageId };

export interface Property {
  readonly target: PropertyTarget;
  readonly name: string;
  readonly value: Uint8Array;
  readonly modSeq: number;
}
