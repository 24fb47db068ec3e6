import type { Locks } from '../engines.ts';

/** Names that one session of the process at a time may hold. The holder is whoever has to let go if it dies. */
export class HeldLocks {
  readonly #holders = new Map<string, object>();

  /** Whether the name is the holder's now; false while somebody has it. */
  take(name: string, holder: object): boolean {
    if (this.#holders.has(name)) return false;
    this.#holders.set(name, holder);
    return true;
  }

  release(name: string, holder: object): void {
    if (this.#holders.get(name) === holder) this.#holders.delete(name);
  }

  /** The holder is gone: whatever it had is free. */
  releaseAll(holder: object): void {
    for (const [name, by] of this.#holders) if (by === holder) this.#holders.delete(name);
  }
}

/** Locks for sessions: `take` may be an answer from another thread. Whoever holds a name lets go once. */
export function sessionLocks(
  take: (name: string) => boolean | Promise<boolean>,
  release: (name: string) => void,
): Locks {
  return {
    async acquire(name) {
      if (!(await take(name))) return undefined;
      let released = false;
      return () => {
        if (released) return;
        released = true;
        release(name);
      };
    },
  };
}
