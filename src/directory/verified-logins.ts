import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import type { AccountId, Clock, Randomness } from '../base/index.ts';
import type { DirectoryLimits } from './limits.ts';

interface Verified {
  readonly account: AccountId;
  readonly passwordVersion: number;
  readonly until: number;
}

/**
 * Logins lately verified by the slow hash. The key is an HMAC under a key that this process alone has, and that is
 * written nowhere. It covers the network the login came from: so a stranger cannot try passwords against this fast
 * path, whatever the throttle of the account says.
 */
export class VerifiedLogins {
  readonly #clock: Clock;
  readonly #limits: DirectoryLimits;
  readonly #secret: KeyObject;
  /** In the order of their end. */
  readonly #entries = new Map<string, Verified>();

  constructor(clock: Clock, randomness: Randomness, limits: DirectoryLimits) {
    this.#clock = clock;
    this.#limits = limits;
    this.#secret = createSecretKey(randomness.bytes(32));
  }

  key(usernameKey: string, password: string, network: string): string {
    // Lengths first, so that no two triples read the same.
    const text = `${usernameKey.length} ${network.length} ${usernameKey}${network}${password}`;
    return createHmac('sha256', this.#secret).update(text).digest('base64');
  }

  /** The version must be what the database says at this moment: a changed password ends the entry at once. */
  has(key: string, account: AccountId, passwordVersion: number): boolean {
    const entry = this.#entries.get(key);
    if (entry === undefined) return false;
    // A clock set back does not lengthen an entry's life.
    const left = entry.until - this.#clock.now();
    if (
      entry.account === account &&
      entry.passwordVersion === passwordVersion &&
      left > 0 &&
      left <= this.#limits.verifiedLoginMs
    ) {
      return true;
    }
    this.#entries.delete(key);
    return false;
  }

  add(key: string, account: AccountId, passwordVersion: number): void {
    if (this.#limits.verifiedLoginsMax <= 0) return;
    this.#entries.delete(key);
    this.#entries.set(key, { account, passwordVersion, until: this.#clock.now() + this.#limits.verifiedLoginMs });
    this.#dropOld();
  }

  get size(): number {
    return this.#entries.size;
  }

  #dropOld(): void {
    const now = this.#clock.now();
    for (const [key, entry] of this.#entries) {
      if (entry.until > now && this.#entries.size <= this.#limits.verifiedLoginsMax) return;
      this.#entries.delete(key);
    }
  }
}
