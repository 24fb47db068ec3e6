import { err, messageId, ok, type Result } from '../../base/index.ts';
import type { Account } from '../../directory/index.ts';
import {
  type Body,
  type Entry,
  INBOX,
  type MailboxSnapshot,
  type Store,
  type StoreError,
  storeError,
  type UidRange,
} from '../../store/index.ts';
import type { Services } from './services.ts';
import type { SizeBook } from './size-book.ts';
import type { SizeRecord } from './size-record.ts';

export type OpenFailure = StoreError | { readonly code: 'maildropInUse' };

/**
 * INBOX at the moment of login, under the maildrop's lock. Message numbers are places in the snapshot, so they stand
 * still whatever other programs do (RFC 1939 §5). Marks live here alone: who does not QUIT deletes nothing.
 */
export class Maildrop {
  readonly account: Account;
  readonly snapshot: MailboxSnapshot;
  readonly #store: Store;
  readonly #sizes: SizeBook;
  readonly #unlock: () => void;
  readonly #marked = new Set<number>();

  constructor(account: Account, snapshot: MailboxSnapshot, services: Services, unlock: () => void) {
    this.account = account;
    this.snapshot = snapshot;
    this.#store = services.store;
    this.#sizes = services.sizes;
    this.#unlock = unlock;
  }

  /** Messages that are not marked as deleted. */
  get messages(): number {
    return this.snapshot.count - this.#marked.size;
  }
  get markedCount(): number {
    return this.#marked.size;
  }

  /** The message of that number; undefined if there is none or it is marked. */
  find(number: number): Entry | undefined {
    return this.#marked.has(number) ? undefined : this.snapshot.at(number);
  }

  *unmarked(): Generator<Entry & { readonly sequence: number }> {
    for (const entry of this.snapshot.entries()) if (!this.#marked.has(entry.sequence)) yield entry;
  }

  mark(number: number): void {
    this.#marked.add(number);
  }
  unmarkAll(): void {
    this.#marked.clear();
  }

  /**
   * RFC 1939 §7: never changes, and never names another message of the maildrop. Uids do so as long as the UIDVALIDITY
   * stands, which is for good.
   */
  uniqueId(entry: Entry): string {
    return `${this.snapshot.mailbox.uidValidity}.${entry.uid}`;
  }

  measured(): Promise<Result<SizeRecord, StoreError>> {
    return this.#sizes.measured(this.snapshot);
  }

  body(entry: Entry): Promise<Result<Body, StoreError>> {
    return this.#store.body(this.account.id, messageId(entry.messageId));
  }

  /** The UPDATE state (RFC 1939 §6): all marked messages go in one commit, or none. */
  async update(): Promise<Result<void, StoreError>> {
    if (this.#marked.size > 0) {
      const { account, mailboxId: mailbox } = this.snapshot;
      const receipt = await this.#store.commit(account, this.account.id, [
        { kind: 'expunge', mailbox, uids: this.#markedUids(), onlyDeleted: false },
      ]);
      if (!receipt.ok) return receipt;
    }
    await this.#sizes.keep(this.account.id);
    return ok(undefined);
  }

  release(): void {
    this.#unlock();
  }

  /** Runs of uids that follow each other: nothing that was not marked can lie within one. */
  #markedUids(): readonly UidRange[] {
    const ranges: { first: number; last: number }[] = [];
    for (const number of [...this.#marked].sort((a, b) => a - b)) {
      const uid = this.snapshot.uidAt(number)!;
      const run = ranges.at(-1);
      if (run !== undefined && run.last + 1 === uid) run.last = uid;
      else ranges.push({ first: uid, last: uid });
    }
    return ranges;
  }
}

/** Locks and opens the maildrop of an account. The lock is not held where this fails. */
export async function openMaildrop(services: Services, account: Account): Promise<Result<Maildrop, OpenFailure>> {
  const unlock = await services.locks.acquire(account.id);
  if (unlock === undefined) return err({ code: 'maildropInUse' });
  let opened = false;
  try {
    const snapshot = await openInbox(services, account);
    opened = snapshot.ok;
    return snapshot.ok ? ok(new Maildrop(account, snapshot.value, services, unlock)) : snapshot;
  } finally {
    if (!opened) unlock();
  }
}

async function openInbox(
  { store, defaultMailboxes }: Services,
  { id }: Account,
): Promise<Result<MailboxSnapshot, StoreError>> {
  const ensured = await store.ensureAccount(id, defaultMailboxes);
  if (!ensured.ok) return ensured;
  const mailboxes = await store.mailboxes(id, id);
  if (!mailboxes.ok) return mailboxes;
  const inbox = mailboxes.value.find(({ name }) => name === INBOX);
  if (inbox === undefined) return err(storeError('notFound', 'the account has no INBOX'));
  return store.openMailbox(id, inbox.id, id);
}
