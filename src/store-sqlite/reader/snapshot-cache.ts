import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { AccountId, MailboxId } from '../../base/index.ts';
import type { Actor, MailboxSnapshot } from '../../store/index.ts';

/**
 * Snapshots that the sessions of one thread share: a thousand of them on one mailbox hold it once, and one notice makes
 * them read it once. They are good until anybody has committed anything, which SQLite tells at the price of one look.
 */
export class SnapshotCache {
  readonly #dataVersion: StatementSync;
  readonly #max: number;
  /** Least recently used first. */
  readonly #snapshots = new Map<string, MailboxSnapshot>();
  #version: unknown;

  constructor(index: DatabaseSync, max: number) {
    // sqlite.org/pragma.html#pragma_data_version: changes when another connection has committed.
    this.#dataVersion = index.prepare('PRAGMA data_version');
    this.#max = max;
  }

  /** Undefined if none was kept, or something has been committed since. */
  get(account: AccountId, mailbox: MailboxId, viewer: Actor): MailboxSnapshot | undefined {
    this.#forgetOutdated();
    const key = keyOf(account, mailbox, viewer);
    const snapshot = this.#snapshots.get(key);
    if (snapshot !== undefined) {
      this.#snapshots.delete(key);
      this.#snapshots.set(key, snapshot);
    }
    return snapshot;
  }

  /** Keeps what was read in the read transaction that is under way. */
  keep(snapshot: MailboxSnapshot): void {
    this.#forgetOutdated();
    this.#snapshots.set(keyOf(snapshot.account, snapshot.mailboxId, snapshot.viewer), snapshot);
    if (this.#snapshots.size > this.#max) this.#snapshots.delete(this.#snapshots.keys().next().value!);
  }

  #forgetOutdated(): void {
    const version = this.#dataVersion.get()?.data_version;
    if (version === this.#version) return;
    this.#version = version;
    this.#snapshots.clear();
  }
}

function keyOf(account: AccountId, mailbox: MailboxId, viewer: Actor): string {
  return `${account} ${mailbox} ${viewer}`;
}
