import type { AccountId } from '../base/index.ts';
import type { ResolvedRecipient } from '../directory/index.ts';

/** Takes mail in, once, and puts it into the mailboxes of one or more recipients. */
export interface Delivery {
  /** A longer mail is refused as `tooLarge`; protocols announce it. */
  readonly messageMaxBytes: number;
  /**
   * Whether a mail of that size would be refused, as things are now, before its octets have come; undefined: it would
   * be taken, or nobody knows. Never rejects.
   */
  foresee(recipient: ResolvedRecipient, sizeBytes: number): Promise<DeliveryRefusal | undefined>;
  receive(envelope: MailEnvelope): Reception;
}

export interface MailEnvelope {
  /** Reverse path; '' for a bounce. */
  readonly sender: string;
  /** Milliseconds since 1970: becomes INTERNALDATE. */
  readonly receivedAt: number;
  /** If the peer announced it. */
  readonly sizeBytes?: number;
  /** Puts Return-Path and Received in front of the mail; undefined: it is kept as it came, byte for byte. */
  readonly trace?: MailTrace;
}

/** What RFC 5321 §4.4 wants to be told of the peer. */
export interface MailTrace {
  /** What the peer called itself. */
  readonly peerName: string;
  /** Undefined: not told, because the peer is one person's own device. */
  readonly peerAddress: string | undefined;
  /** RFC 3848: `LMTP`, `LMTPS`, `ESMTP`, `ESMTPSA` and so on. */
  readonly protocol: string;
  /** The cipher suite by its standard name (RFC 8314 §4.3). */
  readonly cipher: string | undefined;
  /** Only of a mail with one recipient: nobody is to learn of another (RFC 5321 §7.6). */
  readonly recipient: string | undefined;
}

/** One mail on its way in: octets are staged in the store and parsed as they come. */
export interface Reception {
  /** Takes the bytes over. Awaiting gives back-pressure. What goes wrong is told by `deliver`. */
  write(chunk: Uint8Array): Promise<void> | void;
  /** No more bytes. Never rejects. */
  finish(): Promise<void>;
  /**
   * After `finish`; once for each recipient, at the same time if you like. Resolves when the mail is durable there, or
   * is refused. Never rejects.
   */
  deliver(recipient: ResolvedRecipient): Promise<DeliveryOutcome>;
  /** Always called last, delivered or not. */
  release(): void;
}

export type DeliveryOutcome = { readonly kind: 'delivered'; readonly account: AccountId } | DeliveryRefusal;

export interface DeliveryRefusal {
  readonly kind: 'refused';
  readonly reason: 'overQuota' | 'tooLarge' | 'unavailable' | 'noSuchMailbox';
  /** The sender should try again (4xx); else 5xx. */
  readonly temporary: boolean;
}
