import type { DatabaseSync } from 'node:sqlite';
import type { Background } from './background.ts';

/** The log's length is asked after this many groups. */
const ASK_EVERY_GROUPS = 8;

/**
 * Watches the length of the index's log. When it has grown, the background thread folds it in while the writer goes on;
 * then the writer folds in the little that came since, and begins the log anew from its first page. So the log stays a
 * file of one size, and a sync of it never has to allocate.
 */
export class Checkpointer {
  readonly #index: DatabaseSync;
  readonly #pagesMax: number;
  readonly #background: Background;
  readonly #failed: (detail: string) => void;
  #groups = 0;
  #state: 'idle' | 'underWay' | 'folded' = 'idle';

  constructor(index: DatabaseSync, background: Background, pagesMax: number, failed: (detail: string) => void) {
    this.#index = index;
    this.#background = background;
    this.#pagesMax = pagesMax;
    this.#failed = failed;
  }

  /** After each group. A failed checkpoint is no loss: the log goes on growing, and is tried again. */
  groupDone(): void {
    if (this.#state === 'folded') {
      this.#beginAnew();
      this.#state = 'idle';
    }
    if (this.#state !== 'idle' || ++this.#groups % ASK_EVERY_GROUPS !== 0 || this.#logPages() < this.#pagesMax) return;
    this.#state = 'underWay';
    this.#background.start({ kind: 'checkpoint' }, ({ error }) => {
      if (error !== undefined) this.#failed(error);
      this.#state = error === undefined ? 'folded' : 'idle';
    });
  }

  #beginAnew(): void {
    try {
      this.#index.exec('PRAGMA wal_checkpoint(RESTART)');
    } catch (error) {
      this.#failed(error instanceof Error ? error.message : String(error));
    }
  }

  /** Pages in the log that are not folded in yet. */
  #logPages(): number {
    const row = this.#index.prepare('PRAGMA wal_checkpoint(NOOP)').get() as { log: number; checkpointed: number };
    return row.log - row.checkpointed;
  }
}
