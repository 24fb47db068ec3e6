import type { BlobLimits } from '../../blob-fs/index.ts';

/** What the writer starts the background thread with. */
export interface BackgroundOptions {
  /** The store's. */
  readonly directory: string;
  readonly blobLimits: BlobLimits;
  /** What fills the index of texts, if there is one. */
  readonly indexer: IndexerSetting | undefined;
}

export interface IndexerSetting {
  /** The address of a module that exports an `OpenIndexer`. */
  readonly module: string;
  readonly options: object;
}

/** What the writer asks of the background thread. */
export type BackgroundTask =
  | { readonly kind: 'checkpoint' }
  /** Makes a file of zeros for the next segment. */
  | { readonly kind: 'layOut'; readonly path: string; readonly sizeBytes: number }
  | CompactTask
  | { readonly kind: 'close' };

/** Writes the living bodies of a segment into a new file at `path`. */
export interface CompactTask {
  readonly kind: 'compact';
  readonly directory: string;
  readonly segment: number;
  readonly path: string;
  readonly compressMaxBytes: number;
}

/** Where a body lies in the new file. */
export interface MovedBody {
  readonly id: number;
  readonly oldOffset: number;
  readonly offset: number;
  readonly storedBytes: number;
  readonly crc32: number;
  readonly encoding: number;
}

export type FromBackground = TaskAnswer | BackgroundEvent;

/** Not an answer: something that happened by itself. */
export interface BackgroundEvent {
  readonly event: string;
  readonly level: 'info' | 'warn' | 'error';
  readonly detail: string;
}

export interface TaskAnswer {
  /** Undefined if it went well. */
  readonly error: string | undefined;
  /** Of a compaction. */
  readonly moved: readonly MovedBody[];
}
