import type { Statements } from '../statements.ts';
import { decodeHashes } from './message-row.ts';

/** Messages of an account whose keys wait in memory to be written together: one by one, each would cost a page of its own. */
const PENDING_MESSAGES_MAX = 32;

interface Key {
  thread: number;
  /** Messages that have it. */
  uses: number;
}

/**
 * Which thread each key hash of an account leads to, and how many messages have it: it goes with the last. Table `thread_key`
 * knows of messages up to the one that `settled` names; the rows of those behind it hold their hashes, so what waits here is
 * made again from them after a crash. `account.threads_settled` is written with the account.
 */
export class ThreadKeys {
  readonly #account: number;
  readonly #statements: Statements;
  /** Undefined until they are first asked for. */
  #pending: Map<number, Key> | undefined;
  #messages = 0;
  #settled: number;
  #last: number;

  constructor(account: number, settled: number, statements: Statements) {
    this.#account = account;
    this.#settled = settled;
    this.#last = settled;
    this.#statements = statements;
  }

  get settled(): number {
    return this.#settled;
  }

  thread(hash: number): number | undefined {
    return (
      this.#keys().get(hash)?.thread ??
      this.#statements.row<{ thread: number }>(
        'SELECT thread FROM thread_key WHERE account = ? AND hash = ?',
        this.#account,
        hash,
      )?.thread
    );
  }

  /** A new message, whose id is higher than all before, has these hashes; all of them lead to its thread from now on. */
  add(message: number, hashes: readonly number[], thread: number): void {
    const keys = this.#keys();
    for (const hash of new Set(hashes)) keys.set(hash, { thread, uses: (keys.get(hash)?.uses ?? 0) + 1 });
    this.#messages++;
    this.#last = message;
  }

  /** A message is about to be destroyed; its row is still there. */
  drop(message: number, hashes: readonly number[]): void {
    if (message > this.#settled) this.#settle();
    for (const hash of new Set(hashes)) {
      this.#statements.run('UPDATE thread_key SET uses = uses - 1 WHERE account = ? AND hash = ?', this.#account, hash);
      this.#statements.run('DELETE FROM thread_key WHERE account = ? AND hash = ? AND uses = 0', this.#account, hash);
    }
  }

  flush(): void {
    if (this.#messages >= PENDING_MESSAGES_MAX) this.#settle();
  }

  #settle(): void {
    for (const [hash, { thread, uses }] of [...this.#keys()].sort(([a], [b]) => a - b)) {
      this.#statements.run(
        `INSERT INTO thread_key (account, hash, thread, uses) VALUES (?, ?, ?, ?)
         ON CONFLICT (account, hash) DO UPDATE SET thread = excluded.thread, uses = uses + excluded.uses`,
        this.#account,
        hash,
        thread,
        uses,
      );
    }
    this.#pending = new Map();
    this.#messages = 0;
    this.#settled = this.#last;
  }

  #keys(): Map<number, Key> {
    if (this.#pending === undefined) {
      this.#pending = new Map();
      const rows = this.#statements.rows<{ id: number; thread: number; thread_hashes: Uint8Array }>(
        'SELECT id, thread, thread_hashes FROM message WHERE account = ? AND id > ? ORDER BY id',
        this.#account,
        this.#settled,
      );
      for (const row of rows) this.add(row.id, decodeHashes(row.thread_hashes), row.thread);
    }
    return this.#pending;
  }
}
