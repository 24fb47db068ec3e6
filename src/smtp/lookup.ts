import { err, type Log, type Result } from '../base/index.ts';
import type { Delivery } from '../delivery/index.ts';
import type { Account, Directory, Login, LoginFailure, Resolution } from '../directory/index.ts';
import { logEvent } from './events.ts';
import type { RecipientResolution } from './session/step.ts';

export interface LookupOptions {
  readonly directory: Directory;
  readonly log: Log;
  /** Undefined: a full mailbox is found out when the mail is there, and told to each recipient apart. */
  readonly delivery: Delivery | undefined;
  /** Who gets the mail for a postmaster that nobody is; '': nobody. */
  readonly postmaster: string;
  /** Whoever has logged in may send from any address. */
  readonly anySender: boolean;
}

/** What a session asks of the directory. Nothing here rejects. */
export class Lookup {
  readonly #options: LookupOptions;

  constructor(options: LookupOptions) {
    this.#options = options;
  }

  async resolve(address: string, sizeBytes: number): Promise<RecipientResolution> {
    const resolution = await this.#ask(address);
    if (resolution.kind === 'unknownRecipient') return this.#postmaster(address, resolution);
    if (resolution.kind !== 'local') return resolution;
    const { delivery } = this.#options;
    if (delivery === undefined) return resolution;
    const refusals = await Promise.all(resolution.recipients.map((each) => delivery.foresee(each, sizeBytes)));
    // Of an alias for several, those that have room get the mail.
    const [first] = refusals;
    return first !== undefined && refusals.every(Boolean) ? { kind: 'full', refusal: first } : resolution;
  }

  /** Whether an address is the account's own: its name, an alias that leads to it, a sub-address, a catch-all. */
  async owns(address: string, account: Account): Promise<boolean | 'unavailable'> {
    const resolution = await this.#ask(address);
    if (resolution.kind === 'unavailable') return resolution.kind;
    return resolution.kind === 'local' && resolution.recipients.some((each) => each.account.id === account.id);
  }

  async checkSender(address: string, account: Account): Promise<'own' | 'foreign' | 'unavailable'> {
    const owned = this.#options.anySender || (await this.owns(address, account));
    return owned === 'unavailable' ? owned : owned ? 'own' : 'foreign';
  }

  async authenticate(username: string, password: string, remoteAddress: string): Promise<Result<Login, LoginFailure>> {
    try {
      return await this.#options.directory.authenticate({ username, password, remoteAddress });
    } catch (error) {
      logEvent(this.#options.log, 'smtp.lookupFailed', { error: String(error) });
      return err({ code: 'unavailable' });
    }
  }

  /** RFC 5321 §4.5.1: a server takes mail for the postmaster of each of its domains. */
  async #postmaster(address: string, unknown: Resolution): Promise<RecipientResolution> {
    const { postmaster } = this.#options;
    return postmaster !== '' && /^postmaster(?:@.*)?$/i.test(address) ? this.#ask(postmaster) : unknown;
  }

  async #ask(address: string): Promise<Resolution | { readonly kind: 'unavailable' }> {
    const { directory, log } = this.#options;
    try {
      return await directory.resolve(address);
    } catch (error) {
      logEvent(log, 'smtp.lookupFailed', { error: String(error) });
      return { kind: 'unavailable' };
    }
  }
}
