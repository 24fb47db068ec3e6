import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { IndexedAccount } from '../store/index.ts';
import { ODD_HEADER, ODD_TEXT } from './account-index.ts';
import { isOf, openForReading, readState } from './schema.ts';
import { openShelf, SHELVES_PER_CLASS, type Shelf, type ShelfRow, shelfId } from './shelf.ts';
import type { TextClass } from './text-class.ts';

/** The index of one account, as a thread reads it. Everything throws if the file is damaged. */
export class ReaderIndex {
  readonly inode: number;
  /** Searches under way. */
  users = 0;
  /** To be closed when there are none. */
  dropped = false;
  readonly #db: DatabaseSync;
  readonly #some: StatementSync;
  readonly #all: StatementSync;
  readonly #shelf: StatementSync;

  private constructor(db: DatabaseSync, inode: number) {
    this.#db = db;
    this.inode = inode;
    this.#some = db.prepare(
      'SELECT json_group_array(rowid) AS ids FROM (SELECT rowid FROM gram WHERE gram MATCH ? AND rowid BETWEEN ? AND ? LIMIT ?)',
    );
    this.#all = db.prepare(
      'SELECT json_group_array(rowid) AS ids FROM gram WHERE gram MATCH ? AND rowid BETWEEN ? AND ?',
    );
    this.#shelf = db.prepare(
      'SELECT id, ids, ends, bytes, data FROM shelf WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT 1',
    );
  }

  static open(file: string, inode: number): ReaderIndex | undefined {
    const db = openForReading(file);
    return db && new ReaderIndex(db, inode);
  }

  close(): void {
    this.#db.close();
  }

  isOf(account: IndexedAccount): boolean {
    return isOf(readState(this.#db), account);
  }

  /** Messages above it are not in the index. */
  through(): number {
    return readState(this.#db).through;
  }

  /** Messages up to `through` that the index says nothing of; `fields` for questions about fields in HEADER. */
  odd(fields: boolean): ReadonlySet<number> {
    const rows = this.#db.prepare('SELECT id FROM odd WHERE kind <= ?').all(fields ? ODD_HEADER : ODD_TEXT);
    return new Set(rows.map((row) => Number(row.id)));
  }

  /** Ids of the messages from `first` to `last` that FTS5 finds, ascending; at most `limit` if it is given. */
  matching(match: Uint8Array, first: number, last: number, limit?: number): readonly number[] {
    const row = limit === undefined ? this.#all.get(match, first, last) : this.#some.get(match, first, last, limit);
    const ids = JSON.parse(String(row?.ids ?? '[]')) as number[];
    for (let i = 1; i < ids.length; i++) if (ids[i]! < ids[i - 1]!) return ids.sort((a, b) => a - b);
    return ids;
  }

  /** The shelf that holds `message` if any does. */
  shelf(of: TextClass, message: number): Promise<Shelf> | undefined {
    const row = this.#shelf.get(shelfId(of, 0), shelfId(of, message)) as unknown as ShelfRow | undefined;
    return row && openShelf(of, row);
  }

  /** The first message of the shelf behind the one that would hold `message`; undefined if there is none. */
  firstBehind(of: TextClass, message: number): number | undefined {
    const row = this.#db
      .prepare('SELECT id FROM shelf WHERE id > ? AND id <= ? ORDER BY id LIMIT 1')
      .get(shelfId(of, message), shelfId(of, SHELVES_PER_CLASS - 1)) as { id: number } | undefined;
    return row && row.id - shelfId(of, 0);
  }
}
