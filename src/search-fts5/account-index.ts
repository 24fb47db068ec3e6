import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { SearchableFacts } from '../store/index.ts';
import { GramWriter } from './gram.ts';
import { type IndexState, openForWriting, readState } from './schema.ts';
import { packShelf, SHELVES_PER_CLASS, type ShelfRow, type ShelvedText, shelfId, unpackShelf } from './shelf.ts';
import { CLASSES, type TextClass, textsOf } from './text-class.ts';

/** Why a message is read whenever it matters, column `odd.kind`. */
export const ODD_TEXT = 1;
/** Its header has lines that are no fields: only questions for fields without a class of their own must be read. */
export const ODD_HEADER = 2;

export interface IndexedMessage {
  readonly id: number;
  /** Undefined if it could not be read. */
  readonly facts: SearchableFacts | undefined;
}

/** Shared by all indexes of a thread: its table is large. */
const grams = new GramWriter();

/** The index of one account, as the indexer fills it. Each change is one transaction, whole or not at all. */
export class AccountIndex {
  readonly #db: DatabaseSync;
  readonly #addWords: StatementSync;
  readonly #dropWords: StatementSync;
  readonly #addOdd: StatementSync;
  readonly #putShelf: StatementSync;
  readonly #dropShelf: StatementSync;
  readonly #shelfOf: StatementSync;

  /** Throws if it is damaged. */
  constructor(file: string, birth: number) {
    this.#db = openForWriting(file, birth);
    const prepare = (sql: string): StatementSync => this.#db.prepare(sql);
    this.#addWords = prepare('INSERT INTO gram (rowid, words) VALUES (?, ?)');
    this.#dropWords = prepare('DELETE FROM gram WHERE rowid = ?');
    this.#addOdd = prepare('INSERT OR REPLACE INTO odd (id, kind) VALUES (?, ?)');
    this.#putShelf = prepare(
      `INSERT OR REPLACE INTO shelf (id, count, live, chars, ids, ends, bytes, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#dropShelf = prepare('DELETE FROM shelf WHERE id = ?');
    this.#shelfOf = prepare(
      `SELECT id, count, live, chars, ids, ends, bytes, data FROM shelf WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT 1`,
    );
  }

  state(): IndexState {
    return readState(this.#db);
  }

  /** Takes in messages, ascending and all above `through`; after it the index is whole up to the last of them. */
  add(messages: readonly IndexedMessage[], modSeq: number): void {
    this.#inTransaction(() => {
      const shelves = new Map<TextClass, ShelvedText[]>();
      for (const { id, facts } of messages) {
        const texts = facts && textsOf(facts);
        if (texts === undefined || ![...texts.values()].every((text) => text.isWellFormed())) {
          this.#addOdd.run(id, ODD_TEXT);
          continue;
        }
        if (!isRegular(facts!)) this.#addOdd.run(id, ODD_HEADER);
        grams.clear();
        for (const [of, text] of texts) {
          grams.add(of.mark, text);
          const shelf = shelves.get(of);
          if (shelf === undefined) shelves.set(of, [{ message: id, text }]);
          else shelf.push({ message: id, text });
        }
        this.#addWords.run(id, grams.words());
      }
      for (const [of, texts] of shelves) this.#shelve(of, texts);
      this.#db.prepare('UPDATE state SET through = ?, modseq = ?').run(messages.at(-1)!.id, modSeq);
    });
  }

  /** Messages that were destroyed, all of those up to `modSeq`, leave. */
  remove(messages: readonly number[], modSeq: number): void {
    this.#inTransaction(() => {
      const gone = new Set(messages);
      const { through } = this.state();
      for (const id of gone) {
        if (id > through) continue;
        const odd = this.#db.prepare('DELETE FROM odd WHERE id = ? RETURNING kind').get(id) as
          | { kind: number }
          | undefined;
        if (odd?.kind !== ODD_TEXT) this.#dropWords.run(id);
      }
      const ascending = [...gone].filter((id) => id <= through).sort((a, b) => a - b);
      for (const of of CLASSES) this.#takeDown(of, ascending, gone);
      this.#db.prepare('UPDATE state SET gone_modseq = ?').run(modSeq);
    });
  }

  close(): void {
    this.#db.close();
  }

  /** Puts texts behind those that are there: the last shelf is filled up first. */
  #shelve(of: TextClass, texts: readonly ShelvedText[]): void {
    const last = this.#lastShelf(of, SHELVES_PER_CLASS - 1);
    let open: ShelvedText[] = [];
    if (last !== undefined && last.chars < of.shelfChars && last.count < SHELF_TEXTS_MAX) {
      open = unpackShelf(of, last).living();
      this.#dropShelf.run(last.id);
    }
    let chars = open.reduce((sum, { text }) => sum + text.length, 0);
    for (const text of texts) {
      // A long text goes on a shelf of its own.
      if (open.length > 0 && chars + text.text.length > of.shelfChars * 2) {
        this.#put(of, open);
        open = [];
        chars = 0;
      }
      open.push(text);
      chars += text.text.length;
      if (chars >= of.shelfChars || open.length >= SHELF_TEXTS_MAX) {
        this.#put(of, open);
        open = [];
        chars = 0;
      }
    }
    this.#put(of, open);
  }

  #put(of: TextClass, texts: readonly ShelvedText[]): void {
    if (texts.length === 0) return;
    const { id, count, chars, ids, ends, bytes, data } = packShelf(of, texts);
    this.#putShelf.run(id, count, count, chars, ids, ends, bytes, data);
  }

  /** The shelf of a class that holds `message`, or would. */
  #lastShelf(of: TextClass, message: number): StoredShelf | undefined {
    return this.#shelfOf.get(shelfId(of, 0), shelfId(of, message)) as unknown as StoredShelf | undefined;
  }

  /** Texts of messages that are gone stay until half of their shelf has: then it is packed anew. */
  #takeDown(of: TextClass, ascending: readonly number[], gone: ReadonlySet<number>): void {
    for (let i = 0; i < ascending.length; ) {
      const row = this.#lastShelf(of, ascending[i]!);
      const ids = row && new Uint32Array(row.ids.slice().buffer);
      // Those behind the first of them that this shelf may hold are looked for in it too.
      const next = row === undefined ? undefined : this.#nextShelf(of, row.id);
      let end = i + 1;
      while (end < ascending.length && (next === undefined || shelfId(of, ascending[end]!) < next)) end++;
      i = row === undefined ? i + 1 : end;
      if (row === undefined || ids === undefined) continue;
      let live = row.live;
      for (let k = 0; k < ids.length; k++) {
        if (ids[k] === 0 || !gone.has(ids[k]!)) continue;
        ids[k] = 0;
        live--;
      }
      if (live === row.live) continue;
      const left = { ...row, ids: new Uint8Array(ids.buffer) };
      if (live * 2 > row.count) {
        this.#putShelf.run(row.id, row.count, live, row.chars, left.ids, row.ends, row.bytes, row.data);
        continue;
      }
      this.#dropShelf.run(row.id);
      if (live > 0) this.#put(of, unpackShelf(of, left).living());
    }
  }

  #nextShelf(of: TextClass, id: number): number | undefined {
    const row = this.#db
      .prepare('SELECT id FROM shelf WHERE id > ? AND id <= ? ORDER BY id LIMIT 1')
      .get(id, shelfId(of, SHELVES_PER_CLASS - 1)) as { id: number } | undefined;
    return row?.id;
  }

  #inTransaction(work: () => void): void {
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      work();
      this.#db.exec('COMMIT');
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw error;
    }
  }
}

/** Texts on one shelf at most. */
const SHELF_TEXTS_MAX = 1024;

interface StoredShelf extends ShelfRow {
  readonly count: number;
  readonly live: number;
  readonly chars: number;
}

/** Whether fields can be read out of the folded text of the header: then its lines are they and nothing else. */
function isRegular({ fields, headerText }: SearchableFacts): boolean {
  let text = '';
  for (const { name, value } of fields) {
    for (let i = 0; i < name.length; i++) if (name.charCodeAt(i) > 0x7f) return false;
    text += `${name.toUpperCase()}: ${value}\n`;
  }
  return text === headerText;
}
