import type { SearchIndexSetting } from '../store/index.ts';
import { checkIndex } from './check.ts';
import { DEFAULT_SEARCH_INDEX_LIMITS, type SearchIndexLimits } from './limits.ts';
import { Fts5SearchIndex } from './search-index.ts';

export { DEFAULT_SEARCH_INDEX_LIMITS, type SearchIndexLimits } from './limits.ts';

/** The index as an engine takes it. */
export function fts5Search(limits: Partial<SearchIndexLimits> = {}): SearchIndexSetting {
  const all = { ...DEFAULT_SEARCH_INDEX_LIMITS, ...limits };
  return {
    open: (directory) => new Fts5SearchIndex(directory, all),
    indexer: new URL('./indexer.ts', import.meta.url).href,
    indexerOptions: all,
    check: checkIndex,
  };
}
