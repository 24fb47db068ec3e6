import { type AccountId, err, ok, type Result } from '../../base/index.ts';
import type { Account } from '../../directory/index.ts';
import {
  canonicalMailboxName,
  DEFAULT_STORE_LIMITS,
  type Store,
  type StoreError,
  storeError,
} from '../../store/index.ts';
import type { MailboxPlace, NamedMailbox } from './named-mailbox.ts';
import { OtherPeople } from './other-people.ts';
import type { ImapServices } from './services.ts';

/** For looking names up, not for making them: the store holds new names to its own limits. */
const LOOKUP_LIMITS = { ...DEFAULT_STORE_LIMITS, mailboxNameMaxBytes: 65_536, mailboxDepthMax: 65_536 };

/**
 * Finds mailboxes by name, one's own and those of others (RFC 2342); remembers ids of one's own until the store says that
 * the list of mailboxes changed. One's own come first: what was there before the names of others began is not hidden.
 */
export class MailboxNames {
  readonly #store: Store;
  readonly #person: AccountId;
  readonly #others: OtherPeople | undefined;
  #known: ReadonlyMap<string, NamedMailbox> | undefined;
  /** How often the list was forgotten: what was read before must not be kept. */
  #generation = 0;

  constructor({ store, directory, otherUsersPrefix }: ImapServices, account: Account) {
    this.#store = store;
    this.#person = account.id;
    if (otherUsersPrefix !== '') {
      this.#others = new OtherPeople(store, directory, account.id, otherUsersPrefix, (name) => this.canonical(name));
    }
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
  async find(name: string): Promise<Result<NamedMailbox, StoreError>> {
    const known = this.#known === undefined ? await this.#read() : ok(this.#known);
    return known.ok ? this.#pick(name, (canonical) => known.value.get(canonical)) : known;
  }

  /** A mailbox by name with current counts. */
  async findFresh(name: string): Promise<Result<NamedMailbox, StoreError>> {
    const all = await this.all();
    return all.ok ? this.#pick(name, (canonical) => all.value.find((each) => each.name === canonical)) : all;
  }

  /** Every mailbox of one's own, INBOX first, with current counts. */
  async all(): Promise<Result<readonly NamedMailbox[], StoreError>> {
    const owner = this.#person;
    const all = await this.#store.mailboxes(owner, owner);
    return all.ok ? ok(all.value.map((mailbox) => ({ ...mailbox, owner, path: mailbox.name }))) : all;
  }

  /** Those of others that one of the patterns can match. */
  async ofOthers(patterns: readonly string[]): Promise<Result<readonly NamedMailbox[], StoreError>> {
    return this.#others?.canMatch(patterns) === true ? this.#others.all() : ok([]);
  }

  /** Where a mailbox of this name would be made; undefined: in nobody's account. */
  async placeFor(name: string): Promise<MailboxPlace | undefined> {
    return this.#others?.claims(name) === true ? this.#others.placeOf(name) : { owner: this.#person, path: name };
  }

  /** Whether the name is one of a mailbox of others, were it there or not. */
  isOfOthers(name: string): boolean {
    return this.#others?.claims(name) === true;
  }

  async #pick(
    name: string,
    own: (canonical: string) => NamedMailbox | undefined,
  ): Promise<Result<NamedMailbox, StoreError>> {
    const canonical = this.canonical(name);
    const mailbox = canonical === undefined ? undefined : own(canonical);
    if (mailbox !== undefined) return ok(mailbox);
    return this.#others?.claims(name) === true
      ? this.#others.find(name)
      : err(storeError('notFound', 'no such mailbox'));
  }

  async #read(): Promise<Result<ReadonlyMap<string, NamedMailbox>, StoreError>> {
    const generation = this.#generation;
    const all = await this.all();
    if (!all.ok) return all;
    const known = new Map(all.value.map((mailbox) => [mailbox.name, mailbox]));
    if (generation === this.#generation) this.#known = known;
    return ok(known);
  }
}
