import { existsSync } from 'node:fs';
import type { IndexedAccount, IndexReport } from '../store/index.ts';
import { ODD_TEXT } from './account-index.ts';
import { indexFile, isOf, openForReading, readState, removeIndex, UnfitIndex } from './schema.ts';
import { SHELVES_PER_CLASS, type ShelfRow, unpackShelf } from './shelf.ts';
import { BODY, CLASSES, HEADER } from './text-class.ts';

/** Reads an account's index whole. With `repair` a damaged one is removed; the server then makes another. */
export function checkIndex(
  directory: string,
  account: IndexedAccount,
  messages: readonly number[],
  repair: boolean,
): IndexReport {
  const file = indexFile(directory, account.account);
  if (!existsSync(file)) return { missing: messages.length, damage: undefined };
  try {
    return { missing: readIndex(file, account, messages), damage: undefined };
  } catch (error) {
    if (repair) removeIndex(file);
    return { missing: messages.length, damage: error instanceof Error ? error.message : String(error) };
  }
}

/** Gives how many messages are still to come into it; throws what is wrong. */
function readIndex(file: string, account: IndexedAccount, messages: readonly number[]): number {
  const db = openForReading(file);
  if (db === undefined) return messages.length;
  try {
    for (const { integrity_check: said } of db.prepare('PRAGMA integrity_check').all()) {
      if (said !== 'ok') throw new UnfitIndex(String(said));
    }
    const state = readState(db);
    if (!isOf(state, account)) throw new UnfitIndex('it was made for other messages');
    const idsOf = (sql: string): Set<number> =>
      new Set(
        db
          .prepare(sql)
          .all()
          .map(({ id }) => Number(id)),
      );
    const odd = idsOf(`SELECT id FROM odd WHERE kind = ${ODD_TEXT}`);
    const inGrams = idsOf('SELECT id FROM gram_docsize');
    const shelved = new Map(CLASSES.map((of) => [of.number, new Set<number>()]));
    for (const row of db.prepare('SELECT id, ids, ends, bytes, data FROM shelf ORDER BY id').iterate()) {
      const shelf = row as unknown as ShelfRow;
      const of = CLASSES.find(({ number }) => number === Math.floor(shelf.id / SHELVES_PER_CLASS));
      if (of === undefined) throw new UnfitIndex(`shelf ${shelf.id} is of no class`);
      for (const { message } of unpackShelf(of, shelf).living()) shelved.get(of.number)!.add(message);
    }
    let missing = 0;
    for (const id of messages) {
      if (id > state.through) missing++;
      else if (
        !odd.has(id) &&
        !(inGrams.has(id) && shelved.get(BODY.number)!.has(id) && shelved.get(HEADER.number)!.has(id))
      ) {
        throw new UnfitIndex(`message ${id} is not in it`);
      }
    }
    return missing;
  } finally {
    db.close();
  }
}
