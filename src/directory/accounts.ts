import type { DatabaseSync } from 'node:sqlite';
import { err, ok, type Randomness, type Result } from '../base/index.ts';
import { type Address, formatAddress, parseAddress } from './address.ts';
import type { Account, DirectoryError, NewAccount } from './contract.ts';
import { domainNotOurs, invalidAddress, nameTaken, noSuchAccount } from './errors.ts';
import type { DirectoryLimits } from './limits.ts';
import { hashPassword, preparePassword } from './password.ts';
import type { Resolver } from './resolve.ts';
import { transaction } from './schema.ts';
import { type AccountRow, accountOf, type DirectoryReader } from './table.ts';

export interface EditorOptions {
  readonly database: DatabaseSync;
  readonly reader: DirectoryReader;
  readonly resolver: Resolver;
  readonly randomness: Randomness;
  readonly limits: DirectoryLimits;
}

/** Adds, changes and removes accounts. */
export class AccountEditor {
  readonly #options: EditorOptions;

  constructor(options: EditorOptions) {
    this.#options = options;
  }

  async add(account: NewAccount): Promise<Result<Account, DirectoryError>> {
    const { database, limits, randomness } = this.#options;
    const address = parseAddress(account.address, limits.localPartMaxBytes);
    if (address === undefined) return err(invalidAddress(account.address));
    const password = this.#password(account.password);
    if (!password.ok) return password;
    if (!isQuota(account.quotaBytes)) return err(INVALID_QUOTA);
    // Asked before the slow hash, for a quick answer, and once more after it, for a true one.
    const early = this.#obstacle(address);
    if (early) return err(early);
    const hash = await hashPassword(password.value, limits, randomness);

    return transaction(database, () => {
      const obstacle = this.#obstacle(address);
      if (obstacle) return err(obstacle);
      const { lastInsertRowid } = database
        .prepare(
          `INSERT INTO account (domain, localKey, local, passwordHash, quotaBytes)
           VALUES ((SELECT id FROM domain WHERE name = ?), ?, ?, ?, ?)`,
        )
        .run(address.domain, address.localKey, address.local, hash, account.quotaBytes ?? null);
      return ok(accountOf(this.#options.reader.accountById(Number(lastInsertRowid))!));
    });
  }

  async setPassword(text: string, password: string): Promise<Result<void, DirectoryError>> {
    const { limits, randomness } = this.#options;
    const prepared = this.#password(password);
    if (!prepared.ok) return prepared;
    if (this.#find(text) === undefined) return err(noSuchAccount(text));
    const hash = await hashPassword(prepared.value, limits, randomness);
    return this.#change(text, 'UPDATE account SET passwordHash = ?, passwordVersion = passwordVersion + 1', hash);
  }

  setQuota(text: string, quotaBytes: number | undefined): Result<void, DirectoryError> {
    if (!isQuota(quotaBytes)) return err(INVALID_QUOTA);
    return this.#change(text, 'UPDATE account SET quotaBytes = ?', quotaBytes ?? null);
  }

  remove(text: string): Result<Account, DirectoryError> {
    const { database } = this.#options;
    return transaction(database, () => {
      const row = this.#find(text);
      if (row === undefined) return err(noSuchAccount(text));
      const use = this.#useOf(row);
      if (use) return err(use);
      database.prepare('DELETE FROM account WHERE id = ?').run(row.id);
      return ok(accountOf(row));
    });
  }

  #change(text: string, update: string, value: string | number | null): Result<void, DirectoryError> {
    const { database } = this.#options;
    return transaction(database, () => {
      const row = this.#find(text);
      if (row === undefined) return err(noSuchAccount(text));
      database.prepare(`${update} WHERE id = ?`).run(value, row.id);
      return ok(undefined);
    });
  }

  #find(text: string): AccountRow | undefined {
    const address = parseAddress(text, this.#options.limits.localPartMaxBytes);
    return address && this.#options.reader.account(address);
  }

  #obstacle(address: Address): DirectoryError | undefined {
    const { reader } = this.#options;
    if (reader.domain(address.domain) === undefined) return domainNotOurs(address.domain);
    const taken = reader.name(address);
    return taken && nameTaken(formatAddress(address.local, address.domain), taken.kind);
  }

  /** What would lose its way without this account: nothing may bounce that did not before without anybody's say. */
  #useOf(row: AccountRow): DirectoryError | undefined {
    const { reader, resolver, limits } = this.#options;
    const address = formatAddress(row.local, row.domain);
    const domain = reader.domains().find((each) => each.catchAll === row.id);
    if (domain) {
      return { code: 'inUse', detail: `${address} takes all mail of ${domain.name}: give that to another first` };
    }
    const direct = reader.allTargets().find((target) => {
      const parsed = parseAddress(target.address, limits.localPartMaxBytes);
      return parsed && resolver.directAccount(parsed) === row.id;
    });
    if (direct === undefined) return undefined;
    const alias = reader.aliases().find((each) => each.id === direct.alias);
    const name = alias ? formatAddress(alias.local, alias.domain) : 'an alias';
    return { code: 'inUse', detail: `mail for ${name} goes to ${address}: remove that alias first` };
  }

  #password(password: string): Result<string, DirectoryError> {
    const { passwordMaxBytes } = this.#options.limits;
    const prepared = preparePassword(password, passwordMaxBytes);
    if (prepared !== undefined) return ok(prepared);
    return err({ code: 'invalid', detail: `a password has 1 to ${passwordMaxBytes} bytes: choose another` });
  }
}

const INVALID_QUOTA: DirectoryError = { code: 'invalid', detail: 'a quota is a whole number of bytes, 0 or more' };

function isQuota(quotaBytes: number | undefined): boolean {
  return quotaBytes === undefined || (Number.isSafeInteger(quotaBytes) && quotaBytes >= 0);
}
