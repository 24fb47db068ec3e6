import type { ArgumentReader } from './argument-reader.ts';
import { BACKSLASH } from './character.ts';

const SYSTEM_FLAGS = new Map(
  ['\\Answered', '\\Deleted', '\\Draft', '\\Flagged', '\\Recent', '\\Seen'].map((flag) => [flag.toUpperCase(), flag]),
);

/**
 * A keyword as written, or a flag with its backslash: the system flags in their usual spelling, \Recent and unknown ones
 * too, for the session to refuse (RFC 9051 §2.3.2).
 */
export function readFlag(reader: ArgumentReader): string | undefined {
  const start = reader.at;
  const system = reader.skip(BACKSLASH);
  const name = reader.atom();
  if (name === undefined) return undefined;
  if (name.length > reader.limits.flagMaxBytes) return reader.fail('tooLong', start);
  return system ? (SYSTEM_FLAGS.get(`\\${name.toUpperCase()}`) ?? `\\${name}`) : name;
}

/** `(flag flag …)`, or `()`. */
export function readFlagList(reader: ArgumentReader): readonly string[] | undefined {
  return reader.list(readFlag, reader.limits.listItemsMax, 'empty');
}
