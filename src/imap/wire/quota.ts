import { decodeUtf8Strict } from '../../base/index.ts';
import type { ArgumentReader } from './argument-reader.ts';

/** GETQUOTA (RFC 9208 §4.1.1). */
export interface GetQuotaArguments {
  readonly root: string;
}

/** SETQUOTA (RFC 9208 §4.1.3); resources in upper case. */
export interface SetQuotaArguments {
  readonly root: string;
  readonly limits: readonly { readonly resource: string; readonly limit: number }[];
}

/** What follows GETQUOTA: ` root`. */
export function getQuotaArguments(reader: ArgumentReader): GetQuotaArguments | undefined {
  const root = reader.space() && readRoot(reader);
  return root === undefined ? undefined : { root };
}

/** What follows SETQUOTA: ` root (resource limit …)`. */
export function setQuotaArguments(reader: ArgumentReader): SetQuotaArguments | undefined {
  const root = reader.space() && readRoot(reader);
  if (root === undefined || !reader.space()) return undefined;
  const limits = reader.list(readLimit, reader.limits.listItemsMax, 'empty');
  return limits && { root, limits };
}

function readRoot(reader: ArgumentReader): string | undefined {
  const start = reader.at;
  const octets = reader.astring();
  return octets && (decodeUtf8Strict(octets) ?? reader.fail('text', start));
}

function readLimit(reader: ArgumentReader): { resource: string; limit: number } | undefined {
  const resource = reader.word();
  const limit = resource === undefined ? undefined : reader.space() && reader.number64();
  return resource === undefined || limit === undefined ? undefined : { resource, limit };
}
