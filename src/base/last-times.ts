/** What wants to happen now, and not again before `intervalMs` have passed. */
export interface Admission {
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly intervalMs: number;
  /** Of this many names the last time is remembered; the least recent are forgotten first. */
  readonly namesMax: number;
}

/** When things last happened, by name. All who share it wait for each other, whichever thread they run in. */
export interface SharedTimes {
  /** Notes that it happens now, and gives 0; else the milliseconds by which it comes too early. */
  admit(admission: Admission): number | Promise<number>;
  /** It came to nothing. */
  forget(name: string): void;
}

/** Those of one thread, or of all who ask it. */
export class LastTimes implements SharedTimes {
  /** Least recent first. */
  readonly #times = new Map<string, number>();

  admit({ name, now, intervalMs, namesMax }: Admission): number {
    const last = this.#times.get(name);
    // A clock set back does not lengthen the wait.
    const leftMs = last === undefined || last > now ? 0 : last + intervalMs - now;
    if (leftMs > 0) return leftMs;
    this.#times.delete(name);
    this.#times.set(name, now);
    this.#dropOld(now, intervalMs, namesMax);
    return 0;
  }

  forget(name: string): void {
    this.#times.delete(name);
  }

  #dropOld(now: number, intervalMs: number, namesMax: number): void {
    for (const [name, time] of this.#times) {
      if (time + intervalMs > now && this.#times.size <= namesMax) return;
      this.#times.delete(name);
    }
  }
}
