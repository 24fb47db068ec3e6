import { type AccountId, err, type MailboxId, type Result } from '../../base/index.ts';
import {
  type DefaultMailbox,
  INBOX,
  type MailboxSnapshot,
  type Store,
  type StoreError,
  storeError,
} from '../../store/index.ts';

/** Which mailbox is an account's INBOX, so that a login does not list them all. INBOX keeps its id for life. */
export class InboxBook {
  readonly #store: Store;
  readonly #defaultMailboxes: readonly DefaultMailbox[];
  readonly #max: number;
  /** Least recently found first. */
  readonly #inboxes = new Map<AccountId, MailboxId>();

  constructor(store: Store, defaultMailboxes: readonly DefaultMailbox[], max: number) {
    this.#store = store;
    this.#defaultMailboxes = defaultMailboxes;
    this.#max = max;
  }

  /** INBOX as it is now; the account is made if it is not there yet. */
  async open(account: AccountId): Promise<Result<MailboxSnapshot, StoreError>> {
    const known = this.#inboxes.get(account);
    if (known !== undefined) {
      const opened = await this.#store.openMailbox(account, known, account);
      if (opened.ok || opened.error.code !== 'notFound') return opened;
      this.#inboxes.delete(account);
    }
    return this.#find(account);
  }

  async #find(account: AccountId): Promise<Result<MailboxSnapshot, StoreError>> {
    const ensured = await this.#store.ensureAccount(account, this.#defaultMailboxes);
    if (!ensured.ok) return ensured;
    const mailboxes = await this.#store.mailboxes(account, account);
    if (!mailboxes.ok) return mailboxes;
    const inbox = mailboxes.value.find(({ name }) => name === INBOX);
    if (inbox === undefined) return err(storeError('notFound', 'the account has no INBOX'));
    this.#inboxes.set(account, inbox.id);
    const oldest = this.#inboxes.keys().next().value;
    if (this.#inboxes.size > this.#max && oldest !== undefined) this.#inboxes.delete(oldest);
    return this.#store.openMailbox(account, inbox.id, account);
  }
}
