import type { Commit } from './commit.ts';

/**
 * The thread of a new message with these key hashes: that of the first hash known, else a new one; all then lead to it. Each
 * hash counts the messages that have it, and goes with the last.
 */
export function threadOf(commit: Commit, hashes: readonly number[]): number {
  const { account, statements } = commit;
  let thread: number | undefined;
  for (const hash of hashes) {
    thread = statements.row<{ thread: number }>(
      'SELECT thread FROM thread_key WHERE account = ? AND hash = ?',
      account.id,
      hash,
    )?.thread;
    if (thread !== undefined) break;
  }
  thread ??= account.nextThread++;
  for (const hash of new Set(hashes)) {
    statements.run(
      `INSERT INTO thread_key (account, hash, thread, uses) VALUES (?, ?, ?, 1)
       ON CONFLICT (account, hash) DO UPDATE SET thread = excluded.thread, uses = uses + 1`,
      account.id,
      hash,
      thread,
    );
  }
  return thread;
}

/** The keys of a message that is destroyed. */
export function dropThreadKeys({ account, statements }: Commit, hashes: readonly number[]): void {
  for (const hash of new Set(hashes)) {
    statements.run('UPDATE thread_key SET uses = uses - 1 WHERE account = ? AND hash = ?', account.id, hash);
    statements.run('DELETE FROM thread_key WHERE account = ? AND hash = ? AND uses = 0', account.id, hash);
  }
}
