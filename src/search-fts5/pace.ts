import { availableParallelism } from 'node:os';
import { setImmediate, setTimeout } from 'node:timers/promises';
import type { SearchIndexLimits } from './limits.ts';

/** Lets other work of the background thread in between, and rests while the server's other threads need the processors. */
export class Pace {
  readonly #limits: SearchIndexLimits;
  readonly #processors = availableParallelism();
  #sliceBegun = performance.now();
  #measured = measure();
  #busy = false;

  constructor(limits: SearchIndexLimits) {
    this.#limits = limits;
  }

  /** To be awaited before each piece of work. */
  async step(): Promise<void> {
    if (performance.now() - this.#sliceBegun < this.#limits.sliceMs) return;
    this.#look();
    if (this.#busy) await setTimeout(this.#limits.busyRestMs);
    else await setImmediate();
    this.#sliceBegun = performance.now();
  }

  #look(): void {
    const now = measure();
    const wall = now.wallMs - this.#measured.wallMs;
    if (wall < MEASURED_MS_MIN) return;
    const others = now.processMs - this.#measured.processMs - (now.threadMs - this.#measured.threadMs);
    this.#busy = others > wall * this.#processors * this.#limits.busyAbove;
    this.#measured = now;
  }
}

/** Processor time is counted in steps of some milliseconds. */
const MEASURED_MS_MIN = 100;

interface Measured {
  readonly wallMs: number;
  readonly processMs: number;
  readonly threadMs: number;
}

function measure(): Measured {
  const all = process.cpuUsage();
  const own = process.threadCpuUsage();
  return {
    wallMs: performance.now(),
    processMs: (all.user + all.system) / 1000,
    threadMs: (own.user + own.system) / 1000,
  };
}
