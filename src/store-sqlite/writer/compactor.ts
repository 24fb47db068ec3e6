import { join } from 'node:path';
import { stagingDirectory } from '../../blob-fs/index.ts';
import type { MovedBody } from '../background/task.ts';
import { BLOB_DIRECTORY } from '../schema.ts';
import type { WriterOptions } from '../thread-message.ts';
import type { Background } from './background.ts';
import type { Writer } from './writer.ts';

/** Runs of commits after which the segments are looked at. */
const LOOK_EVERY_RUNS = 64;

/** Sees to it that segments which hold little that is in use make room: one at a time, in the background. */
export class Compactor {
  readonly #writer: Writer;
  readonly #background: Background;
  readonly #options: WriterOptions;
  readonly #failed: (detail: string) => void;
  #runs = 0;
  #underWay = false;
  /** Segments that could not be compacted stay as they are until the next start. */
  readonly #refused = new Set<number>();

  #ready: { readonly segment: number; readonly path: string; readonly moved: readonly MovedBody[] } | undefined;
  readonly #wake: () => void;

  /** `wake` is called when there is something to `finish`. */
  constructor(
    writer: Writer,
    background: Background,
    options: WriterOptions,
    wake: () => void,
    failed: (detail: string) => void,
  ) {
    this.#writer = writer;
    this.#background = background;
    this.#options = options;
    this.#wake = wake;
    this.#failed = failed;
  }

  /** Called when no commit is waiting: removes what nothing uses, and begins with a segment that is worth it. */
  idle(): void {
    if (this.#underWay || this.#runs++ % LOOK_EVERY_RUNS !== 0) return;
    this.#writer.removeOrphans();
    const segment = this.#writer.segmentToCompact(this.#refused);
    if (segment === undefined) return;
    const directory = join(this.#options.directory, BLOB_DIRECTORY);
    const path = join(stagingDirectory(directory), `compacted-${segment}`);
    const { compressMaxBytes } = this.#options.engineLimits;
    this.#underWay = true;
    this.#background.start({ kind: 'compact', directory, segment, path, compressMaxBytes }, ({ error, moved }) => {
      if (error !== undefined) return this.#refuse(segment, error);
      this.#ready = { segment, path, moved };
      this.#wake();
    });
  }

  /** Called between groups: takes into the index what the background has done. */
  finish(): void {
    if (this.#ready === undefined) return;
    const { segment, path, moved } = this.#ready;
    this.#ready = undefined;
    try {
      this.#writer.finishCompaction(segment, path, moved);
      this.#underWay = false;
      // There may be more of them.
      this.#runs = 0;
    } catch (thrown) {
      this.#refuse(segment, thrown instanceof Error ? thrown.message : String(thrown));
    }
  }

  #refuse(segment: number, reason: string): void {
    this.#underWay = false;
    this.#refused.add(segment);
    this.#failed(`segment ${segment}: ${reason}`);
  }
}
