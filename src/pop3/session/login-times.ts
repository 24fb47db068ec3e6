import type { AccountId } from '../../base/index.ts';

/** When each account last logged in, for LOGIN-DELAY. All sessions share it, whichever thread they run in. */
export interface LoginTimes {
  /** Notes a login at `now`; else the milliseconds by which it comes too early. */
  admit(account: AccountId, now: number): Promise<number>;
  /** The login came to nothing. */
  forget(account: AccountId): void;
}

/** Those of one process. */
export class LoginTimesInMemory implements LoginTimes {
  readonly #delayMs: number;
  readonly #max: number;
  /** Least recent first. */
  readonly #times = new Map<AccountId, number>();

  constructor(delayMs: number, max: number) {
    this.#delayMs = delayMs;
    this.#max = max;
  }

  async admit(account: AccountId, now: number): Promise<number> {
    if (this.#delayMs === 0) return 0;
    const last = this.#times.get(account);
    // A clock set back does not lengthen the wait.
    const leftMs = last === undefined || last > now ? 0 : last + this.#delayMs - now;
    if (leftMs > 0) return leftMs;
    this.#times.delete(account);
    this.#times.set(account, now);
    this.#dropOld(now);
    return 0;
  }

  forget(account: AccountId): void {
    this.#times.delete(account);
  }

  #dropOld(now: number): void {
    for (const [account, time] of this.#times) {
      if (time + this.#delayMs > now && this.#times.size <= this.#max) return;
      this.#times.delete(account);
    }
  }
}
