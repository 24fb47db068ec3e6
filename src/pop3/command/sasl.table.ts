import type { Credentials } from '../session/login.ts';
import { parsePlain } from '../wire/index.ts';

/** A way to log in by AUTH (RFC 5034): CAPA announces these, and AUTH takes them. A new one is a row. */
export interface Mechanism {
  readonly name: string;
  /** The client's one message, in base64; undefined if it is none. */
  readonly parse: (response: string) => (Credentials & { readonly authorizationId: string }) | undefined;
}

export const MECHANISMS: readonly Mechanism[] = [{ name: 'PLAIN', parse: parsePlain }];

export const MECHANISM_NAMES: string = MECHANISMS.map(({ name }) => name).join(' ');
