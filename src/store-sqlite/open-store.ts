import { mkdirSync } from 'node:fs';
import { type Clock, type Log, silentLog } from '../base/index.ts';
import { type BlobLimits, DEFAULT_BLOB_LIMITS } from '../blob-fs/index.ts';
import { DEFAULT_STORE_LIMITS, type SearchIndexSetting, type Store, type StoreLimits } from '../store/index.ts';
import { DEFAULT_ENGINE_LIMITS, type EngineLimits } from './limits.ts';
import { SqliteStore } from './sqlite-store.ts';
import { nextStagingName, type StoreShare } from './store-share.ts';
import { WriterClient, type WriterEars } from './writer-client.ts';

export interface SqliteStoreOptions {
  /** Everything lies below it; made if it is missing. */
  readonly directory: string;
  readonly clock: Clock;
  readonly limits?: Partial<StoreLimits>;
  readonly blobLimits?: Partial<BlobLimits>;
  readonly engineLimits?: Partial<EngineLimits>;
  /** `/` by default. */
  readonly separator?: string;
  readonly log?: Log;
  /** An index of texts; without it a search reads the mail. */
  readonly search?: SearchIndexSetting;
  /** The writer thread has died: nothing can be written any more, while reads go on. */
  readonly onWriterLost?: (reason: string) => void;
}

export interface JoinOptions {
  readonly clock: Clock;
  readonly log?: Log;
  readonly search?: SearchIndexSetting;
}

/** Opens the embedded engine: starts its writer thread, which cuts what a crash left half-written. Throws if it cannot. */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<Store> {
  mkdirSync(options.directory, { recursive: true, mode: 0o700 });
  const { directory, clock, log = silentLog, separator = '/', search, onWriterLost = () => {} } = options;
  const blobLimits = { ...DEFAULT_BLOB_LIMITS, ...options.blobLimits };
  const engineLimits = { ...DEFAULT_ENGINE_LIMITS, ...options.engineLimits };
  const setting = { directory, separator, blobLimits, engineLimits, stagingName: nextStagingName() };
  const limits = { ...DEFAULT_STORE_LIMITS, ...options.limits };
  const events: Pick<WriterEars, 'event' | 'group' | 'lost'> = {
    event: tellTo(log),
    group: (measure) => log.event('debug', 'store.group', { ...measure }),
    lost: onWriterLost,
  };
  const indexer = search && { module: search.indexer, options: search.indexerOptions };
  return SqliteStore.open({ setting, clock, search }, events, (ears) =>
    WriterClient.start({ ...setting, limits, indexer }, ears),
  );
}

/**
 * A share of an open store for another thread, which reads by itself and has the same writer. `threads`: how many there
 * are to be, since they divide the memory that staged bodies may take.
 */
export function shareSqliteStore(store: Store, threads: number): StoreShare {
  if (!(store instanceof SqliteStore)) throw new TypeError('the store is one of another engine');
  return store.share(threads);
}

/** Takes a share into use, in the thread that it was sent to. Closing it leaves the store to the others. */
export function joinSqliteStore(
  { port, setting }: StoreShare,
  { clock, log = silentLog, search }: JoinOptions,
): Promise<Store> {
  const events = {
    event: tellTo(log),
    group: () => {},
    // Whoever started the writer says so, once for all.
    lost: () => {},
  };
  return SqliteStore.open({ setting, clock, search }, events, async (ears) => WriterClient.join(port, ears));
}

function tellTo(log: Log): WriterEars['event'] {
  return (level, name, detail) => log.event(level, name, { detail });
}
