import { type AccountId, err, type MailboxId, ok, type Result } from '../base/index.ts';
import type { Account } from '../directory/index.ts';
import { type DefaultMailbox, INBOX, type Store, type StoreError, SYSTEM, storeError } from '../store/index.ts';

interface Known {
  /** The quota that was brought into the store. */
  readonly quotaBytes: number | undefined;
  readonly inbox: Promise<Result<MailboxId, StoreError>>;
}

/**
 * Makes an account ready in the store: it exists, with its first mailboxes, and has the quota that the directory says.
 * Then remembers its INBOX, which cannot be deleted, so the next delivery has nothing to ask.
 */
export class InboxFinder {
  readonly #store: Store;
  readonly #defaults: readonly DefaultMailbox[];
  readonly #rememberedMax: number;
  /** In the order of first use. Promises, so that mails that come at the same time ask once. */
  readonly #known = new Map<AccountId, Known>();

  constructor(store: Store, defaults: readonly DefaultMailbox[], rememberedMax: number) {
    this.#store = store;
    this.#defaults = defaults;
    this.#rememberedMax = rememberedMax;
  }

  find(account: Account): Promise<Result<MailboxId, StoreError>> {
    const known = this.#known.get(account.id);
    if (known !== undefined && known.quotaBytes === account.quotaBytes) return known.inbox;
    const inbox = this.#prepare(account);
    const entry: Known = { quotaBytes: account.quotaBytes, inbox };
    this.#known.set(account.id, entry);
    this.#dropOldest();
    const dropFailed = () => {
      if (this.#known.get(account.id) === entry) this.#known.delete(account.id);
    };
    inbox.then((result) => result.ok || dropFailed(), dropFailed);
    return inbox;
  }

  /** The store did not know what was remembered. */
  forget(account: AccountId): void {
    this.#known.delete(account);
  }

  async #prepare(account: Account): Promise<Result<MailboxId, StoreError>> {
    const ensured = await this.#store.ensureAccount(account.id, this.#defaults);
    if (!ensured.ok) return ensured;
    const state = await this.#store.account(account.id);
    if (!state.ok) return state;
    const { storageMaxBytes, messagesMax } = state.value.quota;
    if (storageMaxBytes !== account.quotaBytes) {
      const quota = { kind: 'setQuota', storageMaxBytes: account.quotaBytes, messagesMax } as const;
      const set = await this.#store.commit(account.id, SYSTEM, [quota]);
      if (!set.ok) return set;
    }
    const mailboxes = await this.#store.mailboxes(account.id, SYSTEM);
    if (!mailboxes.ok) return mailboxes;
    const inbox = mailboxes.value.find((mailbox) => mailbox.name === INBOX);
    return inbox === undefined ? err(storeError('notFound', 'the account has no INBOX')) : ok(inbox.id);
  }

  #dropOldest(): void {
    if (this.#known.size <= this.#rememberedMax) return;
    const [oldest] = this.#known.keys();
    if (oldest !== undefined) this.#known.delete(oldest);
  }
}
