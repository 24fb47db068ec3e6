import { err, messageId, ok, type Result } from '../../base/index.ts';
import type { Account } from '../../directory/index.ts';
import type { Entry, MailboxSnapshot, StoreError, UidRange } from '../../store/index.ts';
import { OutgoingMessage } from './outgoing-message.ts';
import type { Services } from './services.ts';
import type { MaildropSizes } from './size-record.ts';
import { UniqueIds } from './unique-ids.ts';

export type OpenFailure = StoreError | { readonly code: 'maildropInUse' };

/**
 * INBOX at the moment of login. Message numbers are places in the snapshot, so they stand still whatever other programs
 * do (RFC 1939 §5). Marks live here alone: who does not QUIT deletes nothing.
 */
export class Maildrop {
  readonly account: Account;
  readonly snapshot: MailboxSnapshot;
  readonly #services: Services;
  readonly #utf8: boolean;
  readonly #unlock: () => void;
  readonly #marked = new Set<number>();
  /** Fetched whole; deleted at QUIT where the operator wants it so. */
  readonly #fetched = new Set<number>();
  #sizes: MaildropSizes | undefined;
  #uniqueIds: UniqueIds | undefined;

  constructor(account: Account, snapshot: MailboxSnapshot, services: Services, utf8: boolean, unlock: () => void) {
    this.account = account;
    this.snapshot = snapshot;
    this.#services = services;
    this.#utf8 = utf8;
    this.#unlock = unlock;
  }

  /** Messages that are not marked as deleted. */
  get messages(): number {
    return this.snapshot.count - this.#marked.size;
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
  noteFetched(number: number): void {
    this.#fetched.add(number);
  }
  unmarkAll(): void {
    this.#marked.clear();
  }

  /** RFC 1939 §7: they never change, and never name another message of the maildrop. */
  async uniqueIds(): Promise<Result<UniqueIds, StoreError>> {
    if (this.#uniqueIds !== undefined) return ok(this.#uniqueIds);
    const read = await UniqueIds.read(this.#services.store, this.snapshot);
    if (read.ok) this.#uniqueIds = read.value;
    return read;
  }

  /** The sizes that LIST tells: of what RETR sends in this session. They stand still, as all else. */
  async measured(): Promise<Result<MaildropSizes, StoreError>> {
    if (this.#sizes !== undefined) return ok(this.#sizes);
    const record = await this.#services.sizes.measured(this.snapshot);
    if (!record.ok) return record;
    this.#sizes = record.value.sizes(this.#utf8);
    return ok(this.#sizes);
  }

  /** The octets of all that is not marked. */
  octets(sizes: MaildropSizes): number {
    let octets = this.snapshot.mailbox.counts.sizeBytes;
    for (const [uid, size] of sizes.exceptions) {
      const entry = this.snapshot.find(uid);
      if (entry !== undefined) octets += size - entry.sizeBytes;
    }
    for (const number of this.#marked) octets -= sizes.of(this.snapshot.at(number)!);
    return octets;
  }

  /** `needsUtf8`: RFC 6856 §5. Rejects if the disk does. */
  async message(entry: Entry): Promise<Result<OutgoingMessage, StoreError | { readonly code: 'needsUtf8' }>> {
    const { store, limits, sizes } = this.#services;
    const body = await store.body(this.account.id, messageId(entry.messageId));
    if (!body.ok) return body;
    const onlyCrlf = sizes.isOnlyCrlf(this.snapshot, entry);
    const message = await OutgoingMessage.open(body.value, { ...limits, utf8: this.#utf8 }, onlyCrlf);
    return message === undefined ? err({ code: 'needsUtf8' }) : ok(message);
  }

  /** The UPDATE state (RFC 1939 §6): all marked messages go in one commit, or none. Gives how many. */
  async update(): Promise<Result<number, StoreError>> {
    const { store, sizes, deleteFetched } = this.#services;
    const doomed = deleteFetched ? new Set([...this.#marked, ...this.#fetched]) : this.#marked;
    if (doomed.size > 0) {
      const { account, mailboxId: mailbox } = this.snapshot;
      const receipt = await store.commit(account, this.account.id, [
        { kind: 'expunge', mailbox, uids: this.#uidsOf(doomed), onlyDeleted: false },
      ]);
      if (!receipt.ok) return receipt;
    }
    await sizes.keep(this.account.id);
    return ok(doomed.size);
  }

  release(): void {
    this.#unlock();
  }

  /** Runs of uids that follow each other: nothing that was not chosen can lie within one. */
  #uidsOf(numbers: ReadonlySet<number>): readonly UidRange[] {
    const ranges: { first: number; last: number }[] = [];
    for (const number of [...numbers].sort((a, b) => a - b)) {
      const uid = this.snapshot.uidAt(number)!;
      const run = ranges.at(-1);
      if (run !== undefined && run.last + 1 === uid) run.last = uid;
      else ranges.push({ first: uid, last: uid });
    }
    return ranges;
  }
}

/** Opens the maildrop of an account, under its lock if the operator wants one. No lock is held where this fails. */
export async function openMaildrop(
  services: Services,
  account: Account,
  utf8: boolean,
): Promise<Result<Maildrop, OpenFailure>> {
  const unlock = await services.locks.acquire(account.id);
  if (unlock === undefined) return err({ code: 'maildropInUse' });
  let opened = false;
  try {
    const snapshot = await services.inboxes.open(account.id);
    opened = snapshot.ok;
    return snapshot.ok ? ok(new Maildrop(account, snapshot.value, services, utf8, unlock)) : snapshot;
  } finally {
    if (!opened) unlock();
  }
}
