import type { ArgumentReader } from './argument-reader.ts';
import { readReturn, readSearchCriteria, type SearchProgram, type SearchReturn } from './search.ts';

/** Sort keys of RFC 5256 §3, and DISPLAYFROM and DISPLAYTO of RFC 5957. */
export type SortKey = 'ARRIVAL' | 'CC' | 'DATE' | 'DISPLAYFROM' | 'DISPLAYTO' | 'FROM' | 'SIZE' | 'SUBJECT' | 'TO';

export interface SortCriterion {
  readonly key: SortKey;
  readonly reverse: boolean;
}

/** SORT and UID SORT; RETURN by RFC 5267 §3. */
export interface SortArguments {
  readonly returns: SearchReturn | undefined;
  readonly criteria: readonly SortCriterion[];
  readonly program: SearchProgram;
}

/** THREAD and UID THREAD; the algorithm in upper case, known or not. */
export interface ThreadArguments {
  readonly algorithm: string;
  readonly program: SearchProgram;
}

const SORT_KEYS: ReadonlySet<string> = new Set<SortKey>([
  ...(['ARRIVAL', 'CC', 'DATE', 'FROM', 'SIZE', 'SUBJECT', 'TO'] as const),
  ...(['DISPLAYFROM', 'DISPLAYTO'] as const),
]);

/** What follows SORT: ` [RETURN (options)] ([REVERSE] key …) charset key key …`. */
export function sortArguments(reader: ArgumentReader): SortArguments | undefined {
  if (!reader.space()) return undefined;
  let returns: SearchReturn | undefined;
  if (reader.skipWord('RETURN')) {
    returns = reader.space() && readReturn(reader);
    if (returns === undefined || !reader.space()) return undefined;
  }
  const criteria = reader.list(readCriterion);
  const program = criteria && reader.space() && readSearchCriteria(reader);
  return program && { returns, criteria, program };
}

/** What follows THREAD: ` algorithm charset key key …`. */
export function threadArguments(reader: ArgumentReader): ThreadArguments | undefined {
  const algorithm = reader.space() && reader.word();
  const program = algorithm === undefined ? undefined : reader.space() && readSearchCriteria(reader);
  return program && { algorithm: algorithm!, program };
}

function readCriterion(reader: ArgumentReader): SortCriterion | undefined {
  const reverse = reader.skipWord('REVERSE');
  if (reverse && !reader.space()) return undefined;
  const start = reader.at;
  const key = reader.word('sortKey');
  if (key === undefined) return undefined;
  return isSortKey(key) ? { key, reverse } : reader.fail('sortKey', start);
}

function isSortKey(word: string): word is SortKey {
  return SORT_KEYS.has(word);
}
