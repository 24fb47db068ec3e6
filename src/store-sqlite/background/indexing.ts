import type { DatabaseSync } from 'node:sqlite';
import type { Indexer, IndexerEvent, OpenIndexer } from '../../store/index.ts';
import { SqliteIndexSource } from './index-source.ts';
import type { BackgroundOptions, IndexerSetting } from './task.ts';

/** Has the index of texts filled, if the store was given one. The engine knows it by the address of its module alone. */
export class Indexing {
  readonly #source: SqliteIndexSource;
  readonly #indexer: Promise<Indexer | undefined>;

  constructor(index: DatabaseSync, { directory, blobLimits, indexer }: BackgroundOptions, event: IndexerEvent) {
    this.#source = new SqliteIndexSource(index, directory, blobLimits);
    const start = async (setting: IndexerSetting): Promise<Indexer> => {
      const { openIndexer } = (await import(setting.module)) as { readonly openIndexer: OpenIndexer };
      return openIndexer(directory, setting.options, this.#source, event);
    };
    // Without it a search reads the mail, so a store is not worse for it.
    this.#indexer =
      indexer === undefined
        ? Promise.resolve(undefined)
        : start(indexer).catch((error) => {
            event('error', 'search.index.failed', error instanceof Error ? error.message : String(error));
            return undefined;
          });
  }

  async close(): Promise<void> {
    await (await this.#indexer)?.close();
    this.#source.close();
  }
}
