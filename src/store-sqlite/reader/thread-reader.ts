import { type AccountId, type MessageId, type ThreadId, threadId } from '../../base/index.ts';
import type { Statements } from '../statements.ts';

/** Ids that lie so near each other are read as one run, though some of it was not asked for. */
const SPAN_PER_MESSAGE = 4;

/** The threads of messages, at equal places; undefined for those that are gone. */
export function readThreads(
  statements: Statements,
  account: AccountId,
  messages: readonly MessageId[],
): readonly (ThreadId | undefined)[] {
  if (messages.length === 0) return [];
  let first = Number.POSITIVE_INFINITY;
  let last = 0;
  for (const message of messages) {
    first = Math.min(first, message);
    last = Math.max(last, message);
  }
  if (last - first >= messages.length * SPAN_PER_MESSAGE) {
    const one = 'SELECT thread FROM message WHERE account = ? AND id = ?';
    return messages.map((message) => asThread(statements.row<{ thread: number }>(one, account, message)));
  }
  const threads = new Map<number, { thread: number }>();
  for (const row of statements.rows<{ id: number; thread: number }>(
    'SELECT id, thread FROM message WHERE account = ? AND id BETWEEN ? AND ?',
    account,
    first,
    last,
  )) {
    threads.set(row.id, row);
  }
  return messages.map((message) => asThread(threads.get(message)));
}

function asThread(row: { readonly thread: number } | undefined): ThreadId | undefined {
  return row === undefined ? undefined : threadId(row.thread);
}
