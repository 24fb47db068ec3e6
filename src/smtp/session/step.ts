import type { DeliveryOutcome } from '../../delivery/index.ts';
import type { Resolution } from '../../directory/index.ts';
import type { Reply } from '../wire/index.ts';
import type { AcceptedRecipient, MailParameters, SessionState } from './state.ts';

/** What the socket is to do, in order. Those marked * are answered with an event. */
export type Effect =
  | { readonly kind: 'reply'; readonly reply: Reply }
  /** * `resolved` */
  | { readonly kind: 'resolve'; readonly address: string }
  /** * `received` */
  | { readonly kind: 'receive'; readonly mail: MailParameters; readonly recipients: readonly AcceptedRecipient[] }
  /** * `tlsStarted`, unless the connection closes over it */
  | { readonly kind: 'startTls' }
  | { readonly kind: 'close' };

/** What the socket has to tell. */
export type Event =
  | { readonly kind: 'line'; readonly bytes: Uint8Array }
  | { readonly kind: 'badLine'; readonly reason: 'tooLong' | 'bareLineEnd' }
  | { readonly kind: 'resolved'; readonly resolution: Resolution | 'unavailable' }
  | { readonly kind: 'received'; readonly reception: ReceptionOutcome }
  | { readonly kind: 'tlsStarted' }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'drain' };

/** How a mail's data ended. `delivered`: one outcome for each accepted RCPT, in order. */
export type ReceptionOutcome =
  | { readonly kind: 'delivered'; readonly outcomes: readonly DeliveryOutcome[] }
  /** The data was read to its end, and is refused for what it is. */
  | { readonly kind: 'bareLineEnd' }
  /** The peer was still sending: there is no other way than to hang up. */
  | { readonly kind: 'endless' | 'timeout' };

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
