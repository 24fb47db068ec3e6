import type { AccountId, SharedTimes } from '../../base/index.ts';

/** When each account last logged in, for LOGIN-DELAY (RFC 2449 §6.4). */
export class LoginTimes {
  readonly #times: SharedTimes;
  readonly #delayMs: number;
  readonly #max: number;

  constructor(times: SharedTimes, delayMs: number, max: number) {
    this.#times = times;
    this.#delayMs = delayMs;
    this.#max = max;
  }

  /** Notes a login at `now`; else the milliseconds by which it comes too early. */
  async admit(account: AccountId, now: number): Promise<number> {
    if (this.#delayMs === 0) return 0;
    return this.#times.admit({ name: nameOf(account), now, intervalMs: this.#delayMs, namesMax: this.#max });
  }

  /** The login came to nothing. */
  forget(account: AccountId): void {
    if (this.#delayMs > 0) this.#times.forget(nameOf(account));
  }
}

function nameOf(account: AccountId): string {
  return `pop3 ${account}`;
}
