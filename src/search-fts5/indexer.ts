import { setTimeout } from 'node:timers/promises';
import type { Indexer, IndexerEvent, OpenIndexer } from '../store/index.ts';
import type { IndexFiller } from './index-filler.ts';
import { DEFAULT_SEARCH_INDEX_LIMITS, type SearchIndexLimits } from './limits.ts';

/** What an engine's background thread begins with: `SearchIndexSetting.indexer` names this module. */
export const openIndexer: OpenIndexer = (directory, options, source, event) => {
  const limits: SearchIndexLimits = { ...DEFAULT_SEARCH_INDEX_LIMITS, ...options };
  const stop = new AbortController();
  // A start is not held up: what reads mail is loaded when there is time for it.
  const open = async (): Promise<IndexFiller> => {
    const { IndexFiller } = await import('./index-filler.ts');
    return new IndexFiller(directory, limits, source, event);
  };
  const ended = poll(open, limits, stop.signal, event);
  return {
    async close() {
      stop.abort();
      await ended;
    },
  } satisfies Indexer;
};

/** Looks for new mail now and then, until it is told to stop. */
async function poll(
  open: () => Promise<IndexFiller>,
  limits: SearchIndexLimits,
  stop: AbortSignal,
  event: IndexerEvent,
): Promise<void> {
  let filler: IndexFiller | undefined;
  for (let restMs = limits.firstAfterMs; ; ) {
    await setTimeout(restMs, undefined, { signal: stop }).catch(() => undefined);
    if (stop.aborted) break;
    restMs = limits.pollMs;
    try {
      filler ??= await open();
      await filler.fill(stop);
    } catch (error) {
      event('warn', 'search.index.failed', error instanceof Error ? error.message : String(error));
      restMs = Math.max(restMs, limits.failedRestMs);
    }
  }
  filler?.close();
}
