import { decodeUtf8Strict } from '../../base/index.ts';

export interface PlainCredentials {
  /** Whom to act as; '' for oneself. */
  readonly authorizationId: string;
  readonly username: string;
  readonly password: string;
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Strict base64 (RFC 5034 §4): any other character, and padding that does not end a group of four, is refused. */
export function decodeBase64(text: string): Uint8Array | undefined {
  if (!BASE64.test(text)) return undefined;
  const digits = text.replace(/=+$/, '');
  const bytes = new Uint8Array(Math.floor((digits.length * 6) / 8));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (const digit of digits) {
    bits = ((bits << 6) | ALPHABET.indexOf(digit)) & 0xffffff;
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes[at++] = bits >>> held;
    }
  }
  return bytes;
}

/** The one message of SASL PLAIN (RFC 4616 §2), in base64: `[authzid] NUL authcid NUL passwd`. */
export function parsePlain(response: string): PlainCredentials | undefined {
  const bytes = decodeBase64(response);
  const text = bytes && decodeUtf8Strict(bytes);
  const parts = text?.split('\0');
  if (parts?.length !== 3) return undefined;
  const [authorizationId, username, password] = parts as [string, string, string];
  return username === '' || password === '' ? undefined : { authorizationId, username, password };
}
