import { createHash } from 'node:crypto';
import type { AccountId, MailboxId } from '../base/index.ts';
import { concatBytes, decodeLatin1 } from '../base/index.ts';
import type { SetProperty, Store } from '../store/index.ts';
import { orThrow } from './store-failure.ts';

/** Properties of a mailbox that say what was imported into it. */
const PROPERTY = 'import.journal.';
const DIGEST_BYTES = 16;
/** A property is written whole with each commit that adds to it, so it is kept small. */
const DIGESTS_PER_PROPERTY = 2_048;

/**
 * What was imported into a mailbox: a digest of each message's identity, in properties that are written by the commit that
 * brings the messages. So an import that was broken off, however, finds what is there and nothing else.
 */
export class Journal {
  readonly #mailbox: MailboxId;
  readonly #known = new Set<string>();
  #number = 0;
  /** Digests of the newest property. */
  #newest: Uint8Array[] = [];

  private constructor(mailbox: MailboxId) {
    this.#mailbox = mailbox;
  }

  static async read(store: Store, account: AccountId, mailbox: MailboxId): Promise<Journal> {
    const journal = new Journal(mailbox);
    for (const { name, value } of orThrow(await store.properties(account, { kind: 'mailbox', mailbox }))) {
      if (!name.startsWith(PROPERTY)) continue;
      const digests: Uint8Array[] = [];
      for (let at = 0; at + DIGEST_BYTES <= value.length; at += DIGEST_BYTES) {
        digests.push(value.slice(at, at + DIGEST_BYTES));
      }
      for (const digest of digests) journal.#known.add(decodeLatin1(digest));
      const number = Number(name.slice(PROPERTY.length));
      if (number < journal.#number) continue;
      journal.#number = number;
      journal.#newest = digests;
    }
    return journal;
  }

  has(digest: Uint8Array): boolean {
    return this.#known.has(decodeLatin1(digest));
  }

  /** The operation that notes these beside what was noted before; `noted` is to be called once it is durable. */
  operation(digests: readonly Uint8Array[]): SetProperty {
    const { number, newest } = this.#with(digests);
    const target = { kind: 'mailbox', mailbox: this.#mailbox } as const;
    return { kind: 'setProperty', target, name: `${PROPERTY}${number}`, value: concatBytes(newest) };
  }

  noted(digests: readonly Uint8Array[]): void {
    const { number, newest } = this.#with(digests);
    this.#number = number;
    this.#newest = newest;
    for (const digest of digests) this.#known.add(decodeLatin1(digest));
  }

  #with(digests: readonly Uint8Array[]): { readonly number: number; readonly newest: Uint8Array[] } {
    const fits = this.#newest.length + digests.length <= DIGESTS_PER_PROPERTY;
    return fits
      ? { number: this.#number, newest: [...this.#newest, ...digests] }
      : { number: this.#number + 1, newest: [...digests] };
  }
}

export function digestOf(text: string): Uint8Array {
  return createHash('sha256').update(text).digest().subarray(0, DIGEST_BYTES);
}
