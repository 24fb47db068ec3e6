import type { Statements } from '../statements.ts';
import { decodeHashes } from '../writer/message-row.ts';
import type { Findings } from './report.ts';

/**
 * Holds the key hashes that lead to an account's threads to its messages: each stands for as many as have it. Those of
 * messages behind `settled` are not written yet.
 */
export function checkThreads(
  statements: Statements,
  findings: Findings,
  repair: boolean,
  account: number,
  settled: number,
): void {
  const wanted = new Map<number, { thread: number; uses: number }>();
  for (const row of statements.rows<{ thread: number; thread_hashes: Uint8Array }>(
    'SELECT thread, thread_hashes FROM message WHERE account = ? AND id <= ? ORDER BY id',
    account,
    settled,
  )) {
    for (const hash of new Set(decodeHashes(row.thread_hashes))) {
      wanted.set(hash, { thread: row.thread, uses: (wanted.get(hash)?.uses ?? 0) + 1 });
    }
  }
  let wrong = 0;
  for (const row of statements.rows<{ hash: number; uses: number }>(
    'SELECT hash, uses FROM thread_key WHERE account = ?',
    account,
  )) {
    const key = wanted.get(row.hash);
    wanted.delete(row.hash);
    if (key?.uses === row.uses) continue;
    wrong++;
    if (repair) mend(statements, account, row.hash, key?.uses ?? 0);
  }
  for (const [hash, { thread, uses }] of wanted) {
    wrong++;
    if (!repair) continue;
    statements.run(
      'INSERT INTO thread_key (account, hash, thread, uses) VALUES (?, ?, ?, ?)',
      account,
      hash,
      thread,
      uses,
    );
  }
  if (wrong > 0) findings.add('counts', `account ${account}: ${wrong} keys of threads are not as its messages`, repair);
}

function mend(statements: Statements, account: number, hash: number, uses: number): void {
  if (uses === 0) statements.run('DELETE FROM thread_key WHERE account = ? AND hash = ?', account, hash);
  else statements.run('UPDATE thread_key SET uses = ? WHERE account = ? AND hash = ?', uses, account, hash);
}
