import type { AccountId } from '../base/index.ts';
import type { ResolvedRecipient } from '../directory/index.ts';

/** Takes mail in, once, and puts it into the mailboxes of one or more recipients. */
export interface Delivery {
  receive(envelope: MailEnvelope): Reception;
}

export interface MailEnvelope {
  /** Reverse path; '' for a bounce. */
  readonly sender: string;
  /** Milliseconds since 1970: becomes INTERNALDATE. */
  readonly receivedAt: number;
  /** If the peer announced it. */
  readonly sizeBytes?: number;
}

/** One mail on its way in: octets are staged in the store and parsed as they come. */
export interface Reception {
  /** Takes the bytes over. Awaiting gives back-pressure. */
  write(chunk: Uint8Array): Promise<void> | void;
  /** No more bytes. */
  finish(): Promise<void>;
  /** After `finish`; once for each recipient. Resolves when the mail is durable there, or is refused. */
  deliver(recipient: ResolvedRecipient): Promise<DeliveryOutcome>;
  /** Always called last, delivered or not. */
  release(): void;
}

export type DeliveryOutcome =
  | { readonly kind: 'delivered'; readonly account: AccountId }
  | {
      readonly kind: 'refused';
      readonly reason: 'overQuota' | 'tooLarge' | 'unavailable' | 'noSuchMailbox';
      /** The sender should try again (4xx); else 5xx. */
      readonly temporary: boolean;
    };
