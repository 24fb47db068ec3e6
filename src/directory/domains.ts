import { err, ok, type Result } from '../base/index.ts';
import type { EditorOptions } from './accounts.ts';
import { formatAddress, parseAddress } from './address.ts';
import type { DirectoryError, Domain } from './contract.ts';
import { canonicalDomain } from './domain-name.ts';
import { domainNotOurs, noSuchAccount, shown } from './errors.ts';
import { transaction } from './schema.ts';
import type { DomainRow } from './table.ts';

/** Adds, changes and removes domains. */
export class DomainEditor {
  readonly #options: EditorOptions;

  constructor(options: EditorOptions) {
    this.#options = options;
  }

  list(): readonly Domain[] {
    return this.#options.reader.domains().map((row) => this.#domainOf(row));
  }

  add(text: string): Result<Domain, DirectoryError> {
    const { database, reader } = this.#options;
    const name = canonicalDomain(text);
    if (name === undefined) {
      return err({ code: 'invalid', detail: `${shown(text)} is not a domain name: write it as example.org` });
    }
    return transaction(database, () => {
      if (reader.domain(name)) return err({ code: 'exists', detail: `${name} is already a domain of this server` });
      database.prepare('INSERT INTO domain (name) VALUES (?)').run(name);
      return ok(this.#domainOf(reader.domain(name)!));
    });
  }

  remove(text: string): Result<void, DirectoryError> {
    const { database } = this.#options;
    return transaction(database, () => {
      const row = this.#find(text);
      if (row === undefined) return err(domainNotOurs(text));
      const accounts = this.#count('account', row.id);
      const aliases = this.#count('alias', row.id);
      if (accounts + aliases > 0) {
        const detail = `${row.name} still has ${accounts} accounts and ${aliases} aliases: remove these first`;
        return err({ code: 'inUse', detail });
      }
      database.prepare('DELETE FROM domain WHERE id = ?').run(row.id);
      return ok(undefined);
    });
  }

  setCatchAll(text: string, target: string | undefined): Result<void, DirectoryError> {
    const { database, reader, limits } = this.#options;
    return transaction(database, () => {
      const row = this.#find(text);
      if (row === undefined) return err(domainNotOurs(text));
      const address = target === undefined ? undefined : parseAddress(target, limits.localPartMaxBytes);
      const account = address && reader.account(address);
      if (target !== undefined && account === undefined) return err(noSuchAccount(target));
      database.prepare('UPDATE domain SET catchAll = ? WHERE id = ?').run(account?.id ?? null, row.id);
      return ok(undefined);
    });
  }

  #find(text: string): DomainRow | undefined {
    const name = canonicalDomain(text);
    return name === undefined ? undefined : this.#options.reader.domain(name);
  }

  #count(table: 'account' | 'alias', domain: number): number {
    const row = this.#options.database.prepare(`SELECT count(*) AS n FROM ${table} WHERE domain = ?`).get(domain);
    return Number(row?.n);
  }

  #domainOf(row: DomainRow): Domain {
    const account = row.catchAll === null ? undefined : this.#options.reader.accountById(row.catchAll);
    return { name: row.name, catchAll: account && formatAddress(account.local, account.domain) };
  }
}
