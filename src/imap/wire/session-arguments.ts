import { decodeLatin1, decodeUtf8Strict } from '../../base/index.ts';
import type { ArgumentReader } from './argument-reader.ts';
import { PAREN_OPEN } from './character.ts';

/** LOGIN (RFC 9051 §6.2.3). */
export interface LoginArguments {
  readonly username: string;
  readonly password: string;
}

/** AUTHENTICATE (RFC 9051 §6.2.2, SASL-IR). */
export interface AuthenticateArguments {
  /** In upper case. */
  readonly mechanism: string;
  /** Decoded; empty for `=`; undefined if none was sent. */
  readonly initialResponse: Uint8Array | undefined;
}

/** ENABLE (RFC 9051 §6.3.1): names in upper case. */
export interface EnableArguments {
  readonly capabilities: readonly string[];
}

/** ID (RFC 2971): fields of the client, undefined for NIL. */
export interface IdArguments {
  readonly fields: readonly { readonly name: string; readonly value: string | undefined }[] | undefined;
}

/** What follows LOGIN: ` user password`. */
export function loginArguments(reader: ArgumentReader): LoginArguments | undefined {
  const username = reader.space() && reader.astring();
  const password = username && reader.space() && reader.astring();
  return password && { username: decodeText(username), password: decodeText(password) };
}

/** What follows AUTHENTICATE: ` mechanism [initial-response]`. */
export function authenticateArguments(reader: ArgumentReader): AuthenticateArguments | undefined {
  const mechanism = reader.space() && reader.word();
  if (mechanism === undefined) return undefined;
  if (reader.atEnd) return { mechanism, initialResponse: undefined };
  const initialResponse = reader.space() && reader.base64();
  return initialResponse && { mechanism, initialResponse };
}

/** What follows ENABLE: ` name name …`. */
export function enableArguments(reader: ArgumentReader): EnableArguments | undefined {
  const capabilities: string[] = [];
  while (capabilities.length === 0 || !reader.atEnd) {
    if (capabilities.length === reader.limits.listItemsMax) return reader.fail('tooMany');
    const name = reader.space() && reader.word();
    if (name === undefined) return undefined;
    capabilities.push(name);
  }
  return { capabilities };
}

/** What follows ID: ` NIL`, or ` ("name" "value" "name" NIL …)` (RFC 2971 §4). */
export function idArguments(reader: ArgumentReader): IdArguments | undefined {
  if (!reader.space()) return undefined;
  if (reader.peek() !== PAREN_OPEN) return reader.skipWord('NIL') ? { fields: undefined } : reader.fail('listStart');
  const fields = reader.list(readIdField, reader.limits.listItemsMax, 'empty');
  return fields && { fields };
}

function readIdField(reader: ArgumentReader): { name: string; value: string | undefined } | undefined {
  const name = reader.string();
  const value = name && reader.space() && reader.nstring();
  if (name === undefined || value === undefined) return undefined;
  return { name: decodeText(name), value: value === null ? undefined : decodeText(value) };
}

/** UTF-8, or else one character for each octet: clients older than RFC 6855 send either. */
function decodeText(octets: Uint8Array): string {
  return decodeUtf8Strict(octets) ?? decodeLatin1(octets);
}

/** COMPRESS (RFC 4978 §5); in upper case. */
export interface CompressArguments {
  readonly algorithm: string;
}

/** What follows COMPRESS: ` algorithm`. */
export function compressArguments(reader: ArgumentReader): CompressArguments | undefined {
  const algorithm = reader.space() && reader.word();
  return algorithm === undefined ? undefined : { algorithm };
}
