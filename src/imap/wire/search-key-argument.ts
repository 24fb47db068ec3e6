import type { ArgumentReader } from './argument-reader.ts';
import { ATOM_CHAR, PAREN_OPEN } from './character.ts';
import type { Charset } from './charset.ts';
import { SEARCH_KEYS, type SearchKeySource } from './search-key.table.ts';
import type { SearchKey } from './search-key.ts';
import { atSequenceSet, readSequenceSet } from './sequence-set-argument.ts';

/** `key key …` up to the end of the command; more than one are a conjunction (RFC 9051 §6.4.4). */
export function readSearchKeys(reader: ArgumentReader, charset: Charset): SearchKey | undefined {
  const source = new KeySource(reader, charset);
  const keys: SearchKey[] = [];
  do {
    const key = source.key();
    if (key === undefined) return undefined;
    keys.push(key);
  } while (reader.skip(0x20));
  return conjunction(keys);
}

class KeySource implements SearchKeySource {
  readonly reader: ArgumentReader;
  readonly #charset: Charset;
  #keys = 0;
  #depth = 0;

  constructor(reader: ArgumentReader, charset: Charset) {
    this.reader = reader;
    this.#charset = charset;
  }

  text(): string | undefined {
    const start = this.reader.at;
    const octets = this.reader.astring();
    return octets && (this.#charset(octets) ?? this.reader.fail('text', start));
  }

  key(): SearchKey | undefined {
    const { searchKeysMax, searchDepthMax } = this.reader.limits;
    if (++this.#keys > searchKeysMax) return this.reader.fail('tooMany');
    if (++this.#depth > searchDepthMax) return this.reader.fail('tooDeep');
    const key = this.#read();
    this.#depth--;
    return key;
  }

  #read(): SearchKey | undefined {
    const { reader } = this;
    if (reader.peek() === PAREN_OPEN) {
      const keys = reader.list(() => this.key(), reader.limits.searchKeysMax);
      return keys && conjunction(keys);
    }
    if (atSequenceSet(reader)) {
      const set = readSequenceSet(reader);
      return set && { kind: 'sequence', set };
    }
    const start = reader.at;
    const word = reader.run(ATOM_CHAR, 'searchKey')?.toUpperCase();
    if (word === undefined) return undefined;
    const row = SEARCH_KEYS.get(word);
    return row === undefined ? reader.fail('searchKey', start) : row(this);
  }
}

function conjunction(keys: readonly SearchKey[]): SearchKey {
  return keys.length === 1 ? keys[0]! : { kind: 'and', of: keys };
}
