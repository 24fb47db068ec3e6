import { performance } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';

/** How often a thread looks whether it holds what it does not need. */
const LOOK_MS = 1_000;
/** What is worth the pause: about 20 ms for a thread of the usual size. */
const WORTHWHILE_BYTES = 4 * 1024 * 1024;
/** A thread that is at work more of the time than this waits for a quieter moment, or for V8's own collection. */
const BUSY_SHARE = 0.5;

/** Memory of one thread. */
export interface ThreadMemory {
  heldBytes(): number;
  collect(): void;
}

/** When to collect: there is something to give back, and the thread has time for it. */
export class SpareMemory {
  readonly #memory: ThreadMemory;
  #neededBytes: number;

  constructor(memory: ThreadMemory) {
    this.#memory = memory;
    this.#neededBytes = memory.heldBytes();
  }

  /** `busyShare`: of the time since the last look, 0 to 1. */
  look(busyShare: number): void {
    const held = this.#memory.heldBytes();
    if (held < this.#neededBytes) this.#neededBytes = held;
    if (held - this.#neededBytes < WORTHWHILE_BYTES || busyShare > BUSY_SHARE) return;
    this.#memory.collect();
    this.#neededBytes = this.#memory.heldBytes();
  }
}

/**
 * Gives back what this thread used to load its code and needs no more: about a third of what it has. V8 would do so only
 * when it needs room itself. `./rookery` starts Node with `--expose-gc`; without that nothing happens.
 */
export function giveBackSpareMemory(): void {
  globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}

/** From now on this thread gives back what a burst of work has left, once the burst is over. */
export function watchSpareMemory(): void {
  if (globalThis.gc === undefined) return;
  const spare = new SpareMemory({ heldBytes, collect: giveBackSpareMemory });
  let before = performance.eventLoopUtilization();
  setInterval(() => {
    const now = performance.eventLoopUtilization();
    spare.look(performance.eventLoopUtilization(now, before).utilization);
    before = now;
  }, LOOK_MS).unref();
}

/** V8's heap of this thread, and what hangs on it outside. */
function heldBytes(): number {
  const { total_heap_size, external_memory } = getHeapStatistics();
  return total_heap_size + external_memory;
}
