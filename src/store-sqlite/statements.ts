import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';

/** The writer's SQL: each statement prepared once, at its first use, and run by its text. */
export class Statements {
  readonly #index: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();

  constructor(index: DatabaseSync) {
    this.#index = index;
  }

  /** Gives how many rows it changed. */
  run(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.#prepare(sql).run(...values).changes);
  }

  /** Runs an INSERT and gives the new row's id. */
  insert(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.#prepare(sql).run(...values).lastInsertRowid);
  }

  /** The one row, or undefined. The caller names the row's shape, which the SQL beside it shows. */
  row<Row>(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#prepare(sql).get(...values) as Row | undefined;
  }

  rows<Row>(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#prepare(sql).all(...values) as Row[];
  }

  #prepare(sql: string): StatementSync {
    let statement = this.#prepared.get(sql);
    if (statement === undefined) {
      statement = this.#index.prepare(sql);
      this.#prepared.set(sql, statement);
    }
    return statement;
  }
}
