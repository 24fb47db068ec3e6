import type { Clock } from '../base/index.ts';

export interface ThrottleOptions {
  readonly freeFailures: number;
  readonly firstMs: number;
  readonly maxMs: number;
  readonly halfLifeMs: number;
  readonly entriesMax: number;
}

interface Entry {
  /** As of `failedAt`; halves with time. */
  readonly failures: number;
  readonly failedAt: number;
}

/** Counts failures for each key and says how long it must wait: nothing at first, then twice as long each time. */
export class Throttle {
  readonly #clock: Clock;
  readonly #options: ThrottleOptions;
  /** In the order of the last failure, oldest first. */
  readonly #entries = new Map<string, Entry>();

  constructor(clock: Clock, options: ThrottleOptions) {
    this.#clock = clock;
    this.#options = options;
  }

  /** Milliseconds until the key may try again; 0: now. */
  waitMs(key: string): number {
    const entry = this.#entries.get(key);
    if (entry === undefined) return 0;
    const { freeFailures, firstMs, maxMs } = this.#options;
    // The wait belongs to the last failure; only the next failure feels the decay. A little decay frees nobody.
    const paid = entry.failures - freeFailures;
    if (paid < -0.5) return 0;
    const until = entry.failedAt + Math.min(maxMs, Math.round(firstMs * 2 ** Math.min(Math.max(0, paid), 50)));
    // A clock that was set back must not lock anybody out for longer than a wait is long.
    return Math.min(maxMs, Math.max(0, until - this.#clock.now()));
  }

  fail(key: string): void {
    const now = this.#clock.now();
    const entry = this.#entries.get(key);
    const age = entry === undefined ? 0 : Math.max(0, now - entry.failedAt);
    const failures = entry === undefined ? 1 : entry.failures * 0.5 ** (age / this.#options.halfLifeMs) + 1;
    this.#entries.delete(key);
    this.#entries.set(key, { failures, failedAt: now });
    if (this.#entries.size > this.#options.entriesMax) {
      const [oldest] = this.#entries.keys();
      this.#entries.delete(oldest!);
    }
  }

  forgive(key: string): void {
    this.#entries.delete(key);
  }

  get size(): number {
    return this.#entries.size;
  }
}
