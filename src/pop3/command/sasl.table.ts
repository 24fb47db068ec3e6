import { decodeBase64Text, parseSaslPlain } from '../../base/index.ts';
import type { Credentials } from '../session/login.ts';

/** A way to log in by AUTH (RFC 5034): CAPA announces these, and AUTH takes them. A new one is a row. */
export interface Mechanism {
  readonly name: string;
  /** The client's one message; undefined if it is none. */
  readonly parse: (response: Uint8Array) => (Credentials & { readonly authorizationId: string }) | undefined;
}

export const MECHANISMS: readonly Mechanism[] = [{ name: 'PLAIN', parse: parseSaslPlain }];

/** What the client has answered in base64 (RFC 5034 §4), read by a mechanism. */
export function readResponse(mechanismName: string, response: string): ReturnType<Mechanism['parse']> {
  const bytes = decodeBase64Text(response);
  return bytes && MECHANISMS.find(({ name }) => name === mechanismName)?.parse(bytes);
}

export const MECHANISM_NAMES: string = MECHANISMS.map(({ name }) => name).join(' ');
