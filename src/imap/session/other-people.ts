import { type AccountId, err, ok, type Result } from '../../base/index.ts';
import type { Directory } from '../../directory/index.ts';
import { INBOX, type Mailbox, type Store, type StoreError, storeError } from '../../store/index.ts';
import type { MailboxPlace, NamedMailbox } from './named-mailbox.ts';

/** An address is no longer than this (RFC 5321 §4.5.3.1, with room for UTF-8 and quotes). */
const ADDRESS_MAX_CHARACTERS = 512;

/**
 * The mailboxes of other people (RFC 2342 §4): `Users/anna@example.org/Work` is Work of anna. What nobody has shared with
 * this person is not there for him. Nothing is remembered, since rights change in accounts that the session does not hear.
 */
export class OtherPeople {
  readonly #store: Store;
  readonly #directory: Directory;
  readonly #person: AccountId;
  readonly #prefix: string;
  readonly #canonical: (path: string) => string | undefined;

  constructor(
    store: Store,
    directory: Directory,
    person: AccountId,
    prefix: string,
    canonical: (path: string) => string | undefined,
  ) {
    this.#store = store;
    this.#directory = directory;
    this.#person = person;
    this.#prefix = prefix;
    this.#canonical = canonical;
  }

  /** Whether a name stands for a mailbox of others: behind the prefix an address begins. */
  claims(name: string): boolean {
    return name.startsWith(this.#prefix) && name.includes('@', this.#prefix.length);
  }

  /** Whether a name behind the prefix can match one of the patterns: both agree up to the first wildcard. */
  canMatch(patterns: readonly string[]): boolean {
    return patterns.some((pattern) => {
      const head = /^[^*%]*/.exec(pattern)![0];
      return (
        head.startsWith(this.#prefix) || (head !== pattern && this.#prefix.startsWith(head)) || this.#isAbove(head)
      );
    });
  }

  async find(name: string): Promise<Result<NamedMailbox, StoreError>> {
    const place = await this.placeOf(name);
    const path = place && this.#canonical(place.path === '' ? INBOX : place.path);
    if (place === undefined || path === undefined) return err(notFound());
    const mailboxes = await this.#store.mailboxes(place.owner, this.#person);
    if (!mailboxes.ok) return mailboxes.error.code === 'unavailable' ? mailboxes : err(notFound());
    const found = mailboxes.value.find((mailbox) => mailbox.name === path);
    const address = (await this.#directory.account(place.owner))?.address;
    return found === undefined || address === undefined
      ? err(notFound())
      : ok(this.#named(found, place.owner, address));
  }

  /** All that others let this person see. */
  async all(): Promise<Result<readonly NamedMailbox[], StoreError>> {
    const all: NamedMailbox[] = [];
    for (const owner of await this.#store.sharedWith(this.#person)) {
      const account = await this.#directory.account(owner);
      if (account === undefined) continue;
      const mailboxes = await this.#store.mailboxes(owner, this.#person);
      if (mailboxes.ok) all.push(...mailboxes.value.map((each) => this.#named(each, owner, account.address)));
      else if (mailboxes.error.code !== 'notFound') return mailboxes;
    }
    return ok(all);
  }

  /** Whose mailbox a name means, there or not. Where the separator may stand in an address, the longest address counts. */
  async placeOf(name: string): Promise<MailboxPlace | undefined> {
    const { separator } = this.#store;
    const rest = name.slice(this.#prefix.length).normalize('NFC');
    for (let end = cutBefore(rest, separator, ADDRESS_MAX_CHARACTERS + 1); end > 0; ) {
      const address = rest.slice(0, end);
      const account = address.includes('@') ? await this.#directory.findAccount(address) : undefined;
      if (account !== undefined) {
        if (account.id === this.#person) return undefined;
        return { owner: account.id, path: rest.slice(end + separator.length) };
      }
      end = rest.lastIndexOf(separator, end - 1);
    }
    return undefined;
  }

  /** Their special uses are the owner's: no program of a guest shall file its drafts there (RFC 6154 §2). */
  #named(mailbox: Mailbox, owner: AccountId, address: string): NamedMailbox {
    const name = `${this.#prefix}${address}${this.#store.separator}${mailbox.name}`;
    return { ...mailbox, role: undefined, subscribed: false, owner, path: mailbox.name, name };
  }

  #isAbove(name: string): boolean {
    return name !== '' && this.#prefix.startsWith(name + this.#store.separator);
  }
}

/** The last place below `max` where an address may end. */
function cutBefore(text: string, separator: string, max: number): number {
  return text.length < max ? text.length : text.lastIndexOf(separator, max - 1);
}

function notFound(): StoreError {
  return storeError('notFound', 'no such mailbox');
}
