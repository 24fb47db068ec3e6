import type { DatabaseSync } from 'node:sqlite';
import { type AccountId, accountId } from '../base/index.ts';
import { type Address, formatAddress } from './address.ts';
import type { Account } from './contract.ts';

export interface AccountRow {
  readonly id: number;
  readonly local: string;
  readonly domain: string;
  readonly passwordHash: string;
  readonly passwordVersion: number;
  readonly quotaBytes: number | null;
}
export interface DomainRow {
  readonly id: number;
  readonly name: string;
  readonly catchAll: number | null;
}
export interface AliasRow {
  readonly id: number;
  readonly local: string;
  readonly domain: string;
}
export type NameRow =
  | { readonly kind: 'account'; readonly account: AccountRow }
  | { readonly kind: 'alias'; readonly alias: AliasRow };

const ACCOUNT = `SELECT a.id, a.local, d.name AS domain, a.passwordHash, a.passwordVersion, a.quotaBytes
  FROM account a JOIN domain d ON d.id = a.domain`;
const ALIAS = 'SELECT l.id, l.local, d.name AS domain FROM alias l JOIN domain d ON d.id = l.domain';

/** Every statement that reads, prepared once. The columns are those of schema.ts, which STRICT tables hold to. */
export class DirectoryReader {
  readonly #one: (sql: string) => (...values: readonly (string | number)[]) => unknown;
  readonly #all: (sql: string) => (...values: readonly (string | number)[]) => unknown[];
  readonly #domain;
  readonly #domains;
  readonly #accountByName;
  readonly #accountById;
  readonly #accounts;
  readonly #aliasByName;
  readonly #aliases;
  readonly #targets;
  readonly #allTargets;

  constructor(database: DatabaseSync) {
    this.#one = (sql) => {
      const statement = database.prepare(sql);
      return (...values) => statement.get(...values);
    };
    this.#all = (sql) => {
      const statement = database.prepare(sql);
      return (...values) => statement.all(...values);
    };
    this.#domain = this.#one('SELECT id, name, catchAll FROM domain WHERE name = ?');
    this.#domains = this.#all('SELECT id, name, catchAll FROM domain ORDER BY id');
    this.#accountByName = this.#one(`${ACCOUNT} WHERE d.name = ? AND a.localKey = ?`);
    this.#accountById = this.#one(`${ACCOUNT} WHERE a.id = ?`);
    this.#accounts = this.#all(`${ACCOUNT} ORDER BY d.name, a.localKey`);
    this.#aliasByName = this.#one(`${ALIAS} WHERE d.name = ? AND l.localKey = ?`);
    this.#aliases = this.#all(`${ALIAS} ORDER BY d.name, l.localKey`);
    this.#targets = this.#all('SELECT address FROM aliasTarget WHERE alias = ? ORDER BY position');
    this.#allTargets = this.#all('SELECT alias, address FROM aliasTarget ORDER BY alias, position');
  }

  domain(name: string): DomainRow | undefined {
    return this.#domain(name) as DomainRow | undefined;
  }
  domains(): readonly DomainRow[] {
    return this.#domains() as DomainRow[];
  }
  account(address: Pick<Address, 'domain' | 'localKey'>): AccountRow | undefined {
    return this.#accountByName(address.domain, address.localKey) as AccountRow | undefined;
  }
  accountById(id: number): AccountRow | undefined {
    return this.#accountById(id) as AccountRow | undefined;
  }
  accounts(): readonly AccountRow[] {
    return this.#accounts() as AccountRow[];
  }
  alias(address: Pick<Address, 'domain' | 'localKey'>): AliasRow | undefined {
    return this.#aliasByName(address.domain, address.localKey) as AliasRow | undefined;
  }
  aliases(): readonly AliasRow[] {
    return this.#aliases() as AliasRow[];
  }
  targets(alias: number): readonly string[] {
    return (this.#targets(alias) as { address: string }[]).map((row) => row.address);
  }
  allTargets(): readonly { readonly alias: number; readonly address: string }[] {
    return this.#allTargets() as { alias: number; address: string }[];
  }
  /** Accounts and aliases share one space of names. */
  name(address: Pick<Address, 'domain' | 'localKey'>): NameRow | undefined {
    const account = this.account(address);
    if (account) return { kind: 'account', account };
    const alias = this.alias(address);
    return alias && { kind: 'alias', alias };
  }
}

export function accountOf(row: AccountRow): Account {
  return { id: idOf(row), address: formatAddress(row.local, row.domain), quotaBytes: row.quotaBytes ?? undefined };
}

export function idOf(row: AccountRow): AccountId {
  return accountId(row.id);
}
