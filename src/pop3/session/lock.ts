import type { AccountId } from '../../base/index.ts';

/** One session for each maildrop (RFC 1939 §4), whichever thread it runs in. */
export interface MaildropLocks {
  /** The way to let go, or undefined while another session holds it. */
  acquire(account: AccountId): Promise<(() => void) | undefined>;
}

/** Locks among the sessions of one server. */
export function maildropLocks(): MaildropLocks {
  const held = new Set<AccountId>();
  return {
    async acquire(account) {
      if (held.has(account)) return undefined;
      held.add(account);
      let released = false;
      return () => {
        if (released) return;
        released = true;
        held.delete(account);
      };
    },
  };
}

/** Everybody may come: each has a snapshot, and the store sees to it that nothing is deleted twice. */
export const NO_LOCKS: MaildropLocks = { acquire: async () => () => {} };
