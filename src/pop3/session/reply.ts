import type { Body } from '../../store/index.ts';
import type { State } from './state.ts';

/** What goes to the peer, as data; socket.ts carries it out. Lines carry their CRLF. */
export type Reply =
  | { readonly kind: 'line'; readonly line: string }
  /** A first line, more lines, and the end. No line may begin with a dot. */
  | { readonly kind: 'lines'; readonly line: string; readonly lines: Iterable<string> }
  /** A first line and a message; with `bodyLines`, its header and so many lines only. */
  | { readonly kind: 'message'; readonly line: string; readonly body: Body; readonly bodyLines: number | undefined }
  /** A line, and then the TLS handshake. */
  | { readonly kind: 'startTls'; readonly line: string }
  /** A last line; the connection closes. */
  | { readonly kind: 'close'; readonly line: string };

/** A command's outcome: what to say, and the state from now on, if it is another. */
export interface Step {
  readonly reply: Reply;
  readonly state?: State;
}

export function say(line: string, state?: State): Step {
  return state === undefined ? { reply: { kind: 'line', line } } : { reply: { kind: 'line', line }, state };
}
