import type { ThreadId } from '../../base/index.ts';
import type { Draft } from './draft.ts';

/** The thread of a new message: that of its first key which the account knows, else a new one. All its keys lead there. */
export function assignThread(draft: Draft, hashes: readonly number[]): ThreadId {
  const { account, journal } = draft;
  const known = hashes.find((hash) => account.threads.has(hash));
  let thread = known === undefined ? undefined : account.threads.get(known);
  if (thread === undefined) {
    thread = account.nextThread as ThreadId;
    journal.assign(account, { nextThread: account.nextThread + 1 });
  }
  for (const hash of hashes) journal.set(account.threads, hash, thread);
  return thread;
}
