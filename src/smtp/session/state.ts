import type { ResolvedRecipient } from '../../directory/index.ts';

/**
 * Where a session stands (the picture is in the room's README). What a mail has gathered so far lies in the state that
 * needs it, so a RSET forgets it by leaving.
 */
export type SessionState = StartState | ReadyState | SenderState | RecipientsState | ClosedState;
export type StateKind = SessionState['kind'];

/** Nothing is known of the peer: before LHLO, and again after STARTTLS. */
export interface StartState {
  readonly kind: 'start';
}
export interface ReadyState {
  readonly kind: 'ready';
  /** What the peer called itself. */
  readonly peerName: string;
}
export interface SenderState {
  readonly kind: 'sender';
  readonly peerName: string;
  readonly mail: MailParameters;
}
export interface RecipientsState {
  readonly kind: 'recipients';
  readonly peerName: string;
  readonly mail: MailParameters;
  /** One for each RCPT that was accepted, in order, at least one. */
  readonly recipients: readonly AcceptedRecipient[];
}
export interface ClosedState {
  readonly kind: 'closed';
}

/** What MAIL said. */
export interface MailParameters {
  /** Reverse path; '' for a bounce. */
  readonly sender: string;
  readonly sizeBytes: number | undefined;
  /** SMTPUTF8 (RFC 6531): addresses of this mail may have characters beyond ASCII. */
  readonly utf8: boolean;
}

/** One RCPT, and the accounts that it comes to. */
export interface AcceptedRecipient {
  readonly accounts: readonly ResolvedRecipient[];
}

/** What never changes during a session, or only by an upgrade to TLS. */
export interface SessionScene {
  readonly hostname: string;
  readonly messageMaxBytes: number;
  readonly recipientsMax: number;
  readonly deliveriesMax: number;
  readonly badCommandsMax: number;
  /** STARTTLS can be offered: there is a certificate, and TLS is not on yet. */
  readonly canStartTls: boolean;
}
