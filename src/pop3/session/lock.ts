import type { AccountId } from '../../base/index.ts';

/** One session for each maildrop (RFC 1939 §4), among the sessions of this process. */
export class MaildropLocks {
  readonly #held = new Set<AccountId>();

  /** The way to let go, or undefined while another session holds it. */
  acquire(account: AccountId): (() => void) | undefined {
    if (this.#held.has(account)) return undefined;
    this.#held.add(account);
    let released = false;
    return () => {
      if (released) return;
      released = true;
      this.#held.delete(account);
    };
  }
}
