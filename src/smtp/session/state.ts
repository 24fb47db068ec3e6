import type { Account, ResolvedRecipient } from '../../directory/index.ts';

/**
 * Where a session stands (the picture is in the room's README). What a mail has gathered so far lies in the state that
 * needs it, so a RSET forgets it by leaving.
 */
export type SessionState =
  | StartState
  | ReadyState
  | ChallengedState
  | SenderState
  | RecipientsState
  | ChunksState
  | ClosedState;
export type StateKind = SessionState['kind'];

/** Nothing is known of the peer: before EHLO or LHLO, and again after STARTTLS. */
export interface StartState {
  readonly kind: 'start';
}
export interface ReadyState {
  readonly kind: 'ready';
  readonly peer: Peer;
}
/** In the midst of AUTH: the next line is no command, but the answer to what was asked. */
export interface ChallengedState {
  readonly kind: 'challenged';
  readonly peer: Peer;
  readonly asked: Challenge;
}
export interface SenderState {
  readonly kind: 'sender';
  readonly peer: Peer;
  readonly mail: MailParameters;
}
export interface RecipientsState {
  readonly kind: 'recipients';
  readonly peer: Peer;
  readonly mail: MailParameters;
  /** One for each RCPT that was accepted, in order, at least one. */
  readonly recipients: readonly AcceptedRecipient[];
}
/** A part of the mail has come by BDAT, and more will (RFC 3030 §2). */
export interface ChunksState extends Omit<RecipientsState, 'kind'> {
  readonly kind: 'chunks';
}
export interface ClosedState {
  readonly kind: 'closed';
}

export interface Peer {
  /** What it called itself. */
  readonly name: string;
  /** It said EHLO or LHLO, not HELO. */
  readonly extended: boolean;
  /** Who logged in (RFC 4954). */
  readonly login: Account | undefined;
}

export type Challenge =
  | { readonly kind: 'plain' }
  | { readonly kind: 'username' }
  | { readonly kind: 'password'; readonly username: string };

/** What MAIL said. */
export interface MailParameters {
  /** Reverse path; '' for a bounce. */
  readonly sender: string;
  readonly sizeBytes: number | undefined;
  /** SMTPUTF8 (RFC 6531): addresses of this mail may have characters beyond ASCII. */
  readonly utf8: boolean;
  /** BINARYMIME (RFC 3030 §3): its lines may end in any way, or be none, and only BDAT can bring it. */
  readonly binary: boolean;
}

/** One RCPT, and the accounts that it comes to. */
export interface AcceptedRecipient {
  readonly address: string;
  readonly accounts: readonly ResolvedRecipient[];
}

/** What never changes during a session, or only by an upgrade to TLS. */
export interface SessionScene {
  readonly hostname: string;
  readonly messageMaxBytes: number;
  readonly recipientsMax: number;
  readonly refusedRecipientsMax: number;
  readonly deliveriesMax: number;
  readonly mailsMax: number;
  readonly badCommandsMax: number;
  readonly loginFailuresMax: number;
  readonly swallowMaxBytes: number;
  /** STARTTLS can be offered: there is a certificate, and TLS is not on yet. */
  readonly canStartTls: boolean;
  /** A password may be sent: TLS is on, the peer is on this machine, or the configuration allows it. */
  readonly canLogIn: boolean;
}
