import type { AccountId, MessageId } from '../../base/index.ts';
import type { Statements } from '../statements.ts';
import type { BodyPlace } from './stored-body.ts';

/** Ids that lie so near each other are read as one run, though some of it was not asked for. */
const SPAN_PER_MESSAGE = 4;

const PLACE = `SELECT message.id AS id, segment, offset, stored_bytes AS storedBytes, body.size AS sizeBytes, encoding
  FROM message JOIN body ON body.id = message.body WHERE account = ?`;

/** Where the bodies of messages lie, by message; those that are gone are left out. */
export function readBodyPlaces(
  statements: Statements,
  account: AccountId,
  messages: readonly MessageId[],
): ReadonlyMap<number, BodyPlace> {
  let first = Number.POSITIVE_INFINITY;
  let last = 0;
  for (const message of messages) {
    first = Math.min(first, message);
    last = Math.max(last, message);
  }
  const near = last - first < messages.length * SPAN_PER_MESSAGE;
  const runs = near ? [{ first, last }] : messages.map((message) => ({ first: message, last: message }));
  const places = new Map<number, BodyPlace>();
  for (const run of messages.length === 0 ? [] : runs) {
    const rows = statements.rows<BodyPlace & { id: number }>(
      `${PLACE} AND message.id BETWEEN ? AND ?`,
      account,
      run.first,
      run.last,
    );
    for (const row of rows) places.set(row.id, row);
  }
  return places;
}
