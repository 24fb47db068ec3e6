import { decodeUtf8Strict } from './bytes.ts';

export interface PlainCredentials {
  /** Whom to act as; '' for oneself. */
  readonly authorizationId: string;
  readonly username: string;
  readonly password: string;
}

/** The one message of SASL PLAIN (RFC 4616 §2): `[authzid] NUL authcid NUL passwd`; undefined if it is none. */
export function parseSaslPlain(response: Uint8Array): PlainCredentials | undefined {
  const parts = decodeUtf8Strict(response)?.split('\0');
  if (parts?.length !== 3) return undefined;
  const [authorizationId, username, password] = parts as [string, string, string];
  return username === '' || password === '' ? undefined : { authorizationId, username, password };
}
