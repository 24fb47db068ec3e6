import type { ArgumentReader } from './argument-reader.ts';
import { PAREN_OPEN } from './character.ts';
import { FETCH_ITEMS, FETCH_MACROS } from './fetch-item.table.ts';
import type { FetchItem } from './fetch-item.ts';
import type { SequenceSet } from './sequence-set.ts';
import { readSequenceSet } from './sequence-set-argument.ts';

/** FETCH and UID FETCH (RFC 9051 §6.4.5). UID FETCH answers with UID whether it was asked for or not. */
export interface FetchArguments {
  readonly set: SequenceSet;
  /** In the order asked; ALL, FAST and FULL are spelt out, doubles are dropped. */
  readonly items: readonly FetchItem[];
  /** RFC 7162 §3.1.4.1 */
  readonly changedSince: number | undefined;
  /** RFC 7162 §3.2.6: uids of the set that are gone since then are asked for too. */
  readonly vanished: boolean;
}

/** What follows FETCH: ` set items [(modifiers)]`. */
export function fetchArguments(reader: ArgumentReader): FetchArguments | undefined {
  if (!reader.space()) return undefined;
  const set = readSequenceSet(reader);
  if (set === undefined || !reader.space()) return undefined;
  const items = readFetchItems(reader);
  if (items === undefined || reader.atEnd) return items && { set, items, changedSince: undefined, vanished: false };
  if (!reader.space()) return undefined;
  const modifiers = readModifiers(reader);
  return modifiers && { set, items, ...modifiers };
}

/** `(CHANGEDSINCE 12345 VANISHED)`, in any order; VANISHED does not stand alone (RFC 7162 §3.2.6). */
function readModifiers(reader: ArgumentReader): Pick<FetchArguments, 'changedSince' | 'vanished'> | undefined {
  let changedSince: number | undefined;
  let vanished = false;
  const modifiers = reader.list((item) => {
    const start = item.at;
    if (item.skipWord('VANISHED') && !vanished) {
      vanished = true;
      return true;
    }
    if (!item.skipWord('CHANGEDSINCE') || changedSince !== undefined) return item.fail('parameter', start);
    changedSince = item.space() && item.number64();
    return changedSince === undefined ? undefined : true;
  }, 2);
  if (modifiers === undefined) return undefined;
  return changedSince === undefined ? reader.fail('parameter') : { changedSince, vanished };
}

function readFetchItems(reader: ArgumentReader): readonly FetchItem[] | undefined {
  if (reader.peek() === PAREN_OPEN) {
    const items = reader.list(readFetchItem, reader.limits.fetchItemsMax);
    return items && withoutDoubles(items);
  }
  for (const [word, kinds] of FETCH_MACROS) if (reader.skipWord(word)) return kinds.map((kind) => ({ kind }));
  const item = readFetchItem(reader);
  return item && [item];
}

function readFetchItem(reader: ArgumentReader): FetchItem | undefined {
  for (const { word, read } of FETCH_ITEMS) {
    if (word.endsWith('[') ? reader.skipText(word) : reader.skipWord(word)) return read(reader);
  }
  return reader.fail('fetchItem');
}

/** One section is the rule, and needs no comparing. */
function withoutDoubles(items: readonly FetchItem[]): readonly FetchItem[] {
  const kinds = new Set(items.map((item) => item.kind));
  if (kinds.size === items.length) return items;
  const seen = new Set<string>();
  return items.filter((item) => {
    const key = JSON.stringify(item);
    return !seen.has(key) && seen.add(key);
  });
}
