import { decodeUtf8Strict } from '../../base/index.ts';

export interface PlainCredentials {
  /** Whom to act as; '' for oneself. */
  readonly authorizationId: string;
  readonly username: string;
  readonly password: string;
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Strict base64 (RFC 4954 §4): any other character, and padding that does not end a group of four, is refused. */
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

/** The one message of SASL PLAIN (RFC 4616 §2): `[authzid] NUL authcid NUL passwd`; undefined if it is none. */
export function parsePlain(response: Uint8Array): PlainCredentials | undefined {
  const parts = decodeUtf8Strict(response)?.split('\0');
  if (parts?.length !== 3) return undefined;
  const [authorizationId, username, password] = parts as [string, string, string];
  return username === '' || password === '' ? undefined : { authorizationId, username, password };
}

/** RFC 3461 §4: printable ASCII without `+` and `=`, which are written as `+` and two hexadecimal digits. */
export function isXtext(text: string): boolean {
  return /^(?:[\x21-\x2a\x2c-\x3c\x3e-\x7e]|\+[0-9A-F]{2})+$/.test(text);
}
