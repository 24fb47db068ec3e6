import type { Account } from '../../directory/index.ts';
import type { MailboxView } from './view.ts';

/** RFC 9051 §3: the four states of a session. The picture is in the room's README. */
export type SessionState =
  | { readonly kind: 'notAuthenticated' }
  | { readonly kind: 'authenticated'; readonly account: Account }
  | SelectedState
  | { readonly kind: 'logout' };

export interface SelectedState {
  readonly kind: 'selected';
  readonly account: Account;
  readonly view: MailboxView;
}

/** What a command can do to the state; anything else leaves it as it is. */
export type SessionEvent =
  | { readonly kind: 'loggedIn'; readonly account: Account }
  | { readonly kind: 'selected'; readonly view: MailboxView }
  /** CLOSE, UNSELECT, a SELECT that failed, or the deletion of the selected mailbox. */
  | { readonly kind: 'closed' }
  | { readonly kind: 'ended' };

/** States in which a command may be given, as its row in the table names them. */
export type AllowedStates = 'any' | 'notAuthenticated' | 'authenticated' | 'selected';

export const INITIAL_STATE: SessionState = { kind: 'notAuthenticated' };

export function step(state: SessionState, event: SessionEvent): SessionState {
  if (state.kind === 'logout' || event.kind === 'ended') return { kind: 'logout' };
  switch (event.kind) {
    case 'loggedIn':
      return state.kind === 'notAuthenticated' ? { kind: 'authenticated', account: event.account } : state;
    case 'selected':
      if (state.kind === 'notAuthenticated') return state;
      return { kind: 'selected', account: state.account, view: event.view };
    case 'closed':
      return state.kind === 'selected' ? { kind: 'authenticated', account: state.account } : state;
  }
}

/** Why a command is refused in a state, or undefined if it is allowed (`authenticated` allows `selected` too). */
export function refusal(state: SessionState, allowed: AllowedStates): string | undefined {
  if (allowed === 'any') return undefined;
  if (allowed === 'notAuthenticated') return state.kind === 'notAuthenticated' ? undefined : 'Already logged in';
  if (state.kind === 'notAuthenticated') return 'Log in first';
  if (allowed === 'selected' && state.kind !== 'selected') return 'No mailbox is selected';
  return undefined;
}
