import type { AccountId } from '../base/index.ts';
import type { ChangeListener, ChangeNotice } from './change.ts';

/** Who listens to which account in one thread; the body of `Store.subscribe`. */
export class ChangeListeners {
  readonly #listeners = new Map<AccountId, Set<{ readonly tell: ChangeListener }>>();
  readonly #failed: (error: unknown) => void;

  /** `failed` hears of a listener that threw: the commit stands, and the others are told all the same. */
  constructor(failed: (error: unknown) => void) {
    this.#failed = failed;
  }

  /** Gives the way to stop it. */
  add(account: AccountId, listener: ChangeListener): () => void {
    const listeners = this.#listeners.get(account) ?? new Set();
    this.#listeners.set(account, listeners);
    const subscription = { tell: listener };
    listeners.add(subscription);
    return () => {
      listeners.delete(subscription);
      if (listeners.size === 0 && this.#listeners.get(account) === listeners) this.#listeners.delete(account);
    };
  }

  tell(notice: ChangeNotice): void {
    for (const { tell } of [...(this.#listeners.get(notice.account) ?? [])]) {
      try {
        tell(notice);
      } catch (error) {
        this.#failed(error);
      }
    }
  }
}
