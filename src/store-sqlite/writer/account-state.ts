import type { Statements } from '../statements.ts';
import { KeywordSetTable } from './keyword-sets.ts';
import { type MailboxRow, MailboxState } from './mailbox-state.ts';
import { ThreadKeys } from './thread-keys.ts';

/** A row of table `account`. */
interface AccountRow {
  readonly modseq: number;
  readonly next_mailbox: number;
  readonly next_message: number;
  readonly next_thread: number;
  readonly last_uidvalidity: number;
  readonly storage_max: number | null;
  readonly messages_max: number | null;
  readonly storage_used: number;
  readonly messages_used: number;
  readonly messages_gone: number;
  readonly mailboxes_gone: number;
  readonly pruned_modseq: number;
  readonly threads_settled: number;
}

/** An account as the writer works on it: counters in memory, written once for each group. */
export class AccountState {
  readonly id: number;
  modSeq: number;
  nextMailbox: number;
  nextMessage: number;
  nextThread: number;
  lastUidValidity: number;
  storageMaxBytes: number | undefined;
  messagesMax: number | undefined;
  storageBytes: number;
  messages: number;
  /** Traces kept of destroyed messages and mailboxes. */
  messagesGone: number;
  mailboxesGone: number;
  prunedModSeq: number;
  dirty = false;
  readonly keywords: KeywordSetTable;
  readonly threads: ThreadKeys;
  readonly #mailboxes = new Map<number, MailboxState>();
  readonly #byName = new Map<string, MailboxState>();
  readonly #touched = new Set<MailboxState>();
  readonly #withPages = new Set<MailboxState>();
  #cachedPages = 0;
  readonly #statements: Statements;

  private constructor(id: number, row: AccountRow, statements: Statements) {
    this.id = id;
    this.modSeq = row.modseq;
    this.nextMailbox = row.next_mailbox;
    this.nextMessage = row.next_message;
    this.nextThread = row.next_thread;
    this.lastUidValidity = row.last_uidvalidity;
    this.storageMaxBytes = row.storage_max ?? undefined;
    this.messagesMax = row.messages_max ?? undefined;
    this.storageBytes = row.storage_used;
    this.messages = row.messages_used;
    this.messagesGone = row.messages_gone;
    this.mailboxesGone = row.mailboxes_gone;
    this.prunedModSeq = row.pruned_modseq;
    this.#statements = statements;
    this.keywords = new KeywordSetTable(id, statements);
    this.threads = new ThreadKeys(id, row.threads_settled, statements);
  }

  static load(id: number, statements: Statements): AccountState | undefined {
    const row = statements.row<AccountRow>('SELECT * FROM account WHERE id = ?', id);
    if (row === undefined) return undefined;
    const account = new AccountState(id, row, statements);
    const acls = new Map<number, Map<number, number>>();
    for (const grant of statements.rows<{ mailbox: number; identifier: number; rights: number }>(
      'SELECT mailbox, identifier, rights FROM acl WHERE account = ?',
      id,
    )) {
      const acl = acls.get(grant.mailbox) ?? new Map<number, number>();
      acls.set(grant.mailbox, acl.set(grant.identifier, grant.rights));
    }
    for (const mailbox of statements.rows<MailboxRow>('SELECT * FROM mailbox WHERE account = ?', id)) {
      account.#add(new MailboxState(mailbox, asAcl(acls.get(mailbox.id)), statements));
    }
    return account;
  }

  static create(id: number, statements: Statements): AccountState {
    statements.run(
      `INSERT INTO account (id, modseq, next_mailbox, next_message, next_thread, last_uidvalidity, storage_max, messages_max,
       storage_used, messages_used, messages_gone, mailboxes_gone, pruned_modseq, threads_settled)
       VALUES (?, 0, 1, 1, 1, 0, NULL, NULL, 0, 0, 0, 0, 0, 0)`,
      id,
    );
    return AccountState.load(id, statements)!;
  }

  /** The mailbox, noted as one that may change: `flush` looks at no others. */
  mailbox(id: number): MailboxState | undefined {
    const mailbox = this.#mailboxes.get(id);
    if (mailbox !== undefined) this.#touched.add(mailbox);
    return mailbox;
  }

  mailboxNamed(name: string): MailboxState | undefined {
    const mailbox = this.#byName.get(name);
    if (mailbox !== undefined) this.#touched.add(mailbox);
    return mailbox;
  }

  get mailboxes(): Iterable<MailboxState> {
    return this.#mailboxes.values();
  }

  get mailboxCount(): number {
    return this.#mailboxes.size;
  }

  /** Takes in a mailbox that was just made. */
  adopt(mailbox: MailboxState): void {
    this.#add(mailbox);
    this.#touched.add(mailbox);
  }

  #add(mailbox: MailboxState): void {
    this.#mailboxes.set(mailbox.id, mailbox);
    this.#byName.set(mailbox.name, mailbox);
  }

  rename(mailbox: MailboxState, name: string): void {
    this.#byName.delete(mailbox.name);
    mailbox.name = name;
    this.#byName.set(name, mailbox);
  }

  forget(mailbox: MailboxState): void {
    this.#mailboxes.delete(mailbox.id);
    this.#byName.delete(mailbox.name);
    this.#touched.delete(mailbox);
    this.#withPages.delete(mailbox);
  }

  /** Whether `octets` and `messages` more would pass the quota. */
  wouldExceed(octets: number, messages: number): boolean {
    return (
      (this.storageMaxBytes !== undefined && octets > 0 && this.storageBytes + octets > this.storageMaxBytes) ||
      (this.messagesMax !== undefined && messages > 0 && this.messages + messages > this.messagesMax)
    );
  }

  use(octets: number, messages: number): void {
    this.storageBytes += octets;
    this.messages += messages;
    this.dirty = true;
  }

  /** The thread of a new message with these key hashes: that of the first hash known, else a new one; all then lead to it. */
  threadOf(message: number, hashes: readonly number[]): number {
    let thread: number | undefined;
    for (const hash of hashes) {
      thread = this.threads.thread(hash);
      if (thread !== undefined) break;
    }
    thread ??= this.nextThread++;
    this.threads.add(message, hashes, thread);
    return thread;
  }

  flush(): void {
    for (const mailbox of this.#touched) {
      mailbox.flush();
      if (mailbox.cachedPages > 0) this.#withPages.add(mailbox);
    }
    this.#touched.clear();
    this.#cachedPages = 0;
    for (const mailbox of this.#withPages) this.#cachedPages += mailbox.cachedPages;
    if (!this.dirty) return;
    this.threads.flush();
    this.#statements.run(
      `UPDATE account SET modseq = ?, next_mailbox = ?, next_message = ?, next_thread = ?, last_uidvalidity = ?,
       storage_max = ?, messages_max = ?, storage_used = ?, messages_used = ?, messages_gone = ?, mailboxes_gone = ?, pruned_modseq = ?,
       threads_settled = ? WHERE id = ?`,
      this.modSeq,
      this.nextMailbox,
      this.nextMessage,
      this.nextThread,
      this.lastUidValidity,
      this.storageMaxBytes ?? null,
      this.messagesMax ?? null,
      this.storageBytes,
      this.messages,
      this.messagesGone,
      this.mailboxesGone,
      this.prunedModSeq,
      this.threads.settled,
      this.id,
    );
    this.dirty = false;
  }

  /** Pages in memory, as `flush` last found them. */
  get cachedPages(): number {
    return this.#cachedPages;
  }

  dropPages(): void {
    for (const mailbox of this.#withPages) mailbox.dropPages();
    this.#withPages.clear();
    this.#cachedPages = 0;
  }
}

export function asAcl(grants: ReadonlyMap<number, number> | undefined): MailboxState['acl'] {
  // Identifiers come from table `acl`, where only account ids and ANYONE are put.
  return (grants ?? new Map()) as MailboxState['acl'];
}
