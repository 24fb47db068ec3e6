import type { Commit } from './commit.ts';

/** The thread of a message with these key hashes: that of the first hash known, else a new one; all then point to it. */
export function threadOf(commit: Commit, hashes: readonly number[]): number {
  const { account, statements } = commit;
  let thread: number | undefined;
  const stale: number[] = [];
  for (const hash of new Set(hashes)) {
    const known = statements.row<{ thread: number }>(
      'SELECT thread FROM thread_key WHERE account = ? AND hash = ?',
      account.id,
      hash,
    );
    if (known !== undefined) thread ??= known.thread;
    if (known === undefined || known.thread !== thread) stale.push(hash);
  }
  thread ??= account.nextThread++;
  for (const hash of stale) {
    statements.run(
      'INSERT OR REPLACE INTO thread_key (account, hash, thread) VALUES (?, ?, ?)',
      account.id,
      hash,
      thread,
    );
  }
  return thread;
}
