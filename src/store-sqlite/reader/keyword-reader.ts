import type { AccountId } from '../../base/index.ts';
import type { KeywordSets } from '../../store/index.ts';
import type { Statements } from '../statements.ts';

/** The keyword sets of the accounts that a reader thread serves. Sets are only ever added, so what was read stays true. */
export class KeywordReader {
  readonly #statements: Statements;
  readonly #accountsMax: number;
  readonly #accounts = new Map<AccountId, LoadedSets>();

  constructor(statements: Statements, accountsMax: number) {
    this.#statements = statements;
    this.#accountsMax = accountsMax;
  }

  of(account: AccountId): KeywordSets {
    let sets = this.#accounts.get(account);
    if (sets === undefined) sets = new LoadedSets(account, this.#statements);
    else this.#accounts.delete(account);
    this.#accounts.set(account, sets);
    if (this.#accounts.size > this.#accountsMax) this.#accounts.delete(this.#accounts.keys().next().value!);
    return sets;
  }

  /** An account is gone; one of the same id would number its sets anew. */
  forget(account: AccountId): void {
    this.#accounts.delete(account);
  }
}

class LoadedSets implements KeywordSets {
  readonly #account: AccountId;
  readonly #statements: Statements;
  readonly #names: (readonly string[])[] = [[]];

  constructor(account: AccountId, statements: Statements) {
    this.#account = account;
    this.#statements = statements;
  }

  names(set: number): readonly string[] {
    if (set >= this.#names.length) this.#load();
    return this.#names[set] ?? [];
  }

  #load(): void {
    for (const row of this.#statements.rows<{ id: number; names: string }>(
      'SELECT id, names FROM keyword_set WHERE account = ? AND id >= ?',
      this.#account,
      this.#names.length,
    )) {
      this.#names[row.id] = JSON.parse(row.names) as string[];
    }
  }
}
