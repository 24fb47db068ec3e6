import type { ThreadId } from '../../base/index.ts';
import type { AccountData } from './account.ts';
import type { Journal } from './journal.ts';

interface Keeping {
  readonly account: AccountData;
  readonly journal: Journal;
}

/** The thread of a new message: that of its first key which the account knows, else a new one. All its keys lead there. */
export function assignThread({ account, journal }: Keeping, hashes: readonly number[]): ThreadId {
  const known = hashes.find((hash) => account.threads.has(hash));
  let thread = known === undefined ? undefined : account.threads.get(known)!.thread;
  if (thread === undefined) {
    thread = account.nextThread as ThreadId;
    journal.assign(account, { nextThread: account.nextThread + 1 });
  }
  for (const hash of new Set(hashes)) {
    journal.set(account.threads, hash, { thread, uses: (account.threads.get(hash)?.uses ?? 0) + 1 });
  }
  return thread;
}

/** The keys of a message that is destroyed. */
export function dropThreadKeys({ account, journal }: Keeping, hashes: readonly number[]): void {
  for (const hash of new Set(hashes)) {
    const key = account.threads.get(hash)!;
    if (key.uses > 1) journal.set(account.threads, hash, { ...key, uses: key.uses - 1 });
    else journal.delete(account.threads, hash);
  }
}
