import type { ArgumentReader } from './argument-reader.ts';
import { MINUS, PAREN_OPEN, PLUS } from './character.ts';
import { readFlag, readFlagList } from './flag.ts';
import { readModSeqModifier } from './modifier.ts';
import type { SequenceSet } from './sequence-set.ts';
import { readSequenceSet } from './sequence-set-argument.ts';

/** STORE and UID STORE (RFC 9051 §6.4.6). */
export interface StoreArguments {
  readonly set: SequenceSet;
  readonly mode: 'add' | 'remove' | 'replace';
  readonly silent: boolean;
  readonly flags: readonly string[];
  /** RFC 7162 §3.1.3; 0 is allowed. */
  readonly unchangedSince: number | undefined;
}

/** What follows STORE: ` set [(UNCHANGEDSINCE n)] [+-]FLAGS[.SILENT] flags`. */
export function storeArguments(reader: ArgumentReader): StoreArguments | undefined {
  if (!reader.space()) return undefined;
  const set = readSequenceSet(reader);
  if (set === undefined || !reader.space()) return undefined;
  let unchangedSince: number | undefined;
  if (reader.peek() === PAREN_OPEN) {
    unchangedSince = readModSeqModifier(reader, 'UNCHANGEDSINCE');
    if (unchangedSince === undefined || !reader.space()) return undefined;
  }
  const mode = reader.skip(PLUS) ? 'add' : reader.skip(MINUS) ? 'remove' : 'replace';
  const silent = reader.skipWord('FLAGS.SILENT');
  if (!silent && !reader.skipWord('FLAGS')) return reader.fail('storeItem');
  const flags = reader.space() && readStoreFlags(reader);
  return flags && { set, mode, silent, flags, unchangedSince };
}

/** A list, or flags in a row without parentheses. */
function readStoreFlags(reader: ArgumentReader): readonly string[] | undefined {
  if (reader.peek() === PAREN_OPEN) return readFlagList(reader);
  const flags: string[] = [];
  do {
    if (flags.length === reader.limits.listItemsMax) return reader.fail('tooMany');
    const flag = readFlag(reader);
    if (flag === undefined) return undefined;
    flags.push(flag);
  } while (reader.skip(0x20));
  return flags;
}
