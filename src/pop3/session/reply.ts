import type { Language } from '../phrase/language.table.ts';
import type { Phrase } from '../phrase/phrase.ts';
import type { OutgoingMessage } from './outgoing-message.ts';
import type { State } from './state.ts';

/** What goes to the peer, as data; socket.ts carries it out in the session's language. */
export type Reply =
  | { readonly kind: 'line'; readonly line: Phrase }
  /** An empty challenge (RFC 5034 §4). */
  | { readonly kind: 'challenge' }
  /** A first line, more lines with their ends, and the end. No line may begin with a dot. */
  | { readonly kind: 'lines'; readonly line: Phrase; readonly lines: Iterable<string> }
  /** A first line and a message; with `bodyLines`, its header and so many lines only. */
  | {
      readonly kind: 'message';
      readonly line: Phrase;
      readonly message: OutgoingMessage;
      readonly bodyLines: number | undefined;
    }
  /** A line, and then the TLS handshake. */
  | { readonly kind: 'startTls'; readonly line: Phrase }
  /** A last line; the connection closes. */
  | { readonly kind: 'close'; readonly line: Phrase };

/** What the peer has asked for, for the rest of the session. STLS forgets it, since a stranger may have said it. */
export interface Manner {
  readonly language: Language;
  /** RFC 6856 §2.1: messages go out as they are. */
  readonly utf8: boolean;
}

/** A command's outcome: what to say, and the state and the manner from now on, if they are others. */
export interface Step {
  readonly reply: Reply;
  readonly state?: State;
  readonly manner?: Manner;
}

export function say(line: Phrase, state?: State): Step {
  return state === undefined ? { reply: { kind: 'line', line } } : { reply: { kind: 'line', line }, state };
}
