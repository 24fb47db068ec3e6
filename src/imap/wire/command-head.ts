import { ArgumentReader } from './argument-reader.ts';
import { TAG_CHAR } from './character.ts';
import { DEFAULT_WIRE_LIMITS, type WireLimits } from './limits.ts';

export interface CommandHead {
  readonly tag: string;
  /** In upper case; for `UID FETCH` it is FETCH. What stands behind it begins with a space or is empty. */
  readonly name: string;
  readonly uid: boolean;
}

/** Tag and name of a command; the reader then stands behind the name (RFC 9051 §2.2.1). */
export function readCommandHead(reader: ArgumentReader): CommandHead | undefined {
  const tag = readTag(reader);
  if (tag === undefined || !reader.space()) return undefined;
  const name = reader.word('commandName');
  if (name !== 'UID') return name === undefined ? undefined : { tag, name, uid: false };
  if (!reader.space()) return undefined;
  const after = reader.word('commandName');
  return after === undefined ? undefined : { tag, name: after, uid: true };
}

/** The tag for an answer to a command that cannot be read; undefined: answer untagged. */
export function commandTag(bytes: Uint8Array, limits: WireLimits = DEFAULT_WIRE_LIMITS): string | undefined {
  const reader = new ArgumentReader(bytes, { utf8: false }, limits);
  const tag = readTag(reader);
  return tag !== undefined && (reader.atEnd || reader.space()) ? tag : undefined;
}

function readTag(reader: ArgumentReader): string | undefined {
  const tag = reader.run(TAG_CHAR, 'tag');
  return tag !== undefined && tag.length > reader.limits.tagMaxBytes ? reader.fail('tooLong', 0) : tag;
}
