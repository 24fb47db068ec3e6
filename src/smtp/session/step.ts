import type { Result } from '../../base/index.ts';
import type { DeliveryOutcome, DeliveryRefusal } from '../../delivery/index.ts';
import type { Account, Login, LoginFailure, Resolution } from '../../directory/index.ts';
import type { Reply } from '../wire/index.ts';
import type { AcceptedRecipient, MailParameters, SessionState } from './state.ts';

/** What the socket is to do, in order. Those marked * are answered with an event. */
export type Effect =
  | { readonly kind: 'reply'; readonly reply: Reply }
  /** * `authenticated` */
  | { readonly kind: 'authenticate'; readonly username: string; readonly password: string }
  /** * `senderChecked` */
  | { readonly kind: 'checkSender'; readonly mail: MailParameters; readonly login: Account }
  /** * `resolved`; `sizeBytes`: what has to find room there */
  | { readonly kind: 'resolve'; readonly address: string; readonly sizeBytes: number }
  /** * `received`: the data up to its end */
  | { readonly kind: 'receive'; readonly mail: MailParameters; readonly recipients: readonly AcceptedRecipient[] }
  /** * `chunked`, or `received` where it is the last one */
  | {
      readonly kind: 'receiveChunk';
      readonly mail: MailParameters;
      readonly recipients: readonly AcceptedRecipient[];
      readonly sizeBytes: number;
      readonly last: boolean;
    }
  /** Reads octets that are on their way, and drops them. */
  | { readonly kind: 'swallow'; readonly sizeBytes: number }
  /** * `tlsStarted`, unless the connection closes over it */
  | { readonly kind: 'startTls' }
  | { readonly kind: 'close' };

/** What the socket has to tell. */
export type Event =
  | { readonly kind: 'line'; readonly bytes: Uint8Array }
  | { readonly kind: 'badLine'; readonly reason: 'tooLong' | 'bareLineEnd' }
  | { readonly kind: 'authenticated'; readonly outcome: Result<Login, LoginFailure> }
  | {
      readonly kind: 'senderChecked';
      readonly mail: MailParameters;
      readonly verdict: 'own' | 'foreign' | 'unavailable';
    }
  | { readonly kind: 'resolved'; readonly address: string; readonly resolution: RecipientResolution }
  | { readonly kind: 'chunked'; readonly sizeBytes: number }
  | { readonly kind: 'received'; readonly reception: ReceptionOutcome }
  | { readonly kind: 'tlsStarted' }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'drain' };

/** `full`: every account behind the address has no room. */
export type RecipientResolution =
  | Resolution
  | { readonly kind: 'full'; readonly refusal: DeliveryRefusal }
  | { readonly kind: 'unavailable' };

/** How a mail ended. */
export type ReceptionOutcome =
  /** One outcome for each accepted RCPT, in order; and whether anybody got the mail just now. */
  | { readonly kind: 'delivered'; readonly outcomes: readonly DeliveryOutcome[]; readonly storedNow: boolean }
  /** The mail was read to its end, and is refused for what it is. */
  | { readonly kind: MailFault }
  /** The peer was still sending: there is no other way than to hang up. */
  | { readonly kind: 'endless' | 'timeout' };
/** `looping`: so many Received fields that it goes in a circle (RFC 5321 §6.3). */
export type MailFault = 'tooLarge' | 'bareLineEnd' | 'looping' | 'headerTooLarge';

export interface Step {
  readonly state: SessionState;
  readonly effects: readonly Effect[];
}

export function say(state: SessionState, ...replies: readonly Reply[]): Step {
  return { state, effects: replies.map((reply) => ({ kind: 'reply', reply })) };
}

export function sayAndClose(...replies: readonly Reply[]): Step {
  return { state: { kind: 'closed' }, effects: [...say({ kind: 'closed' }, ...replies).effects, { kind: 'close' }] };
}
