import type { ArgumentReader } from './argument-reader.ts';

/** `(CHANGEDSINCE 12345)` of FETCH, `(UNCHANGEDSINCE 0)` of STORE: the mod-sequence (RFC 7162 §7). */
export function readModSeqModifier(reader: ArgumentReader, word: string): number | undefined {
  return reader.list(
    (item) => (item.skipWord(word) ? item.space() && item.number64() : item.fail('parameter')),
    1,
  )?.[0];
}
