import { err, ok, type Result } from '../../base/index.ts';
import type { Account } from '../../directory/index.ts';
import {
  type Actor,
  canonicalMailboxName,
  DEFAULT_STORE_LIMITS,
  type Mailbox,
  type Store,
  type StoreError,
  storeError,
} from '../../store/index.ts';

/** For looking names up, not for making them: the store holds new names to its own limits. */
const LOOKUP_LIMITS = { ...DEFAULT_STORE_LIMITS, mailboxNameMaxBytes: 65_536, mailboxDepthMax: 65_536 };

/** Finds mailboxes by name; remembers ids until the store says that the list of mailboxes changed. */
export class MailboxNames {
  readonly #store: Store;
  readonly #account: Account;
  readonly #viewer: Actor;
  #known: ReadonlyMap<string, Mailbox> | undefined;
  /** How often the list was forgotten: what was read before must not be kept. */
  #generation = 0;

  constructor(store: Store, account: Account) {
    this.#store = store;
    this.#account = account;
    this.#viewer = account.id;
  }

  forget(): void {
    this.#known = undefined;
    this.#generation++;
  }

  /** The form in which the store keeps a name: NFC, INBOX in upper case. */
  canonical(name: string): string | undefined {
    const canonical = canonicalMailboxName(name, this.#store.separator, LOOKUP_LIMITS);
    return canonical.ok ? canonical.value : undefined;
  }

  /** A mailbox by name. Its id, name, role and rights are current; its counts may be old. */
  async find(name: string): Promise<Result<Mailbox, StoreError>> {
    const canonical = this.canonical(name);
    if (canonical === undefined) return err(notFound());
    const known = this.#known === undefined ? await this.#read() : ok(this.#known);
    if (!known.ok) return known;
    const mailbox = known.value.get(canonical);
    return mailbox === undefined ? err(notFound()) : ok(mailbox);
  }

  async #read(): Promise<Result<ReadonlyMap<string, Mailbox>, StoreError>> {
    const generation = this.#generation;
    const all = await this.all();
    if (!all.ok) return all;
    const known = new Map(all.value.map((mailbox) => [mailbox.name, mailbox]));
    if (generation === this.#generation) this.#known = known;
    return ok(known);
  }

  /** A mailbox by name with current counts. */
  async findFresh(name: string): Promise<Result<Mailbox, StoreError>> {
    const canonical = this.canonical(name);
    const all = await this.all();
    if (!all.ok) return all;
    const mailbox = all.value.find((each) => each.name === canonical);
    return mailbox === undefined ? err(notFound()) : ok(mailbox);
  }

  /** Every mailbox, INBOX first, with current counts. */
  all(): Promise<Result<readonly Mailbox[], StoreError>> {
    return this.#store.mailboxes(this.#account.id, this.#viewer);
  }
}

function notFound(): StoreError {
  return storeError('notFound', 'no such mailbox');
}
