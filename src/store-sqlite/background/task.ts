/** What the writer asks of the background thread. */
export interface BackgroundOptions {
  /** The index. */
  readonly file: string;
}
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

export interface FromBackground {
  /** Undefined if it went well. */
  readonly error: string | undefined;
  /** Of a compaction. */
  readonly moved: readonly MovedBody[];
}
