import { messageId } from '../../base/index.ts';
import type { MailboxSnapshot, Page, UidRange } from '../../store/index.ts';
import { parseObjectId } from '../object-id.ts';
import type { Session } from '../session/session.ts';
import type { SearchKey } from '../wire/index.ts';

/** Messages whose threads are asked of the store at once. */
const THREADS_AT_ONCE = 4_096;

/** The ids that THREADID asks for (RFC 8474 §6) with the uids of their messages, found before the search begins. */
export async function threadUids(
  session: Session,
  snapshot: MailboxSnapshot,
  key: SearchKey,
): Promise<ReadonlyMap<string, readonly UidRange[]>> {
  const asked = new Set(threadIds(key));
  const found = new Map<string, UidRange[]>([...asked].map((id) => [id, []]));
  const byThread = new Map<number, UidRange[]>();
  for (const id of asked) {
    const thread = parseObjectId('thread', snapshot.account, id);
    if (thread !== undefined) byThread.set(thread, found.get(id)!);
  }
  if (byThread.size === 0) return found;
  for (let first = 1; first <= snapshot.count; first += THREADS_AT_ONCE) {
    const entries = [...snapshot.entries(first, first + THREADS_AT_ONCE - 1)];
    const ids = entries.map((entry) => messageId(entry.messageId));
    const threads = await session.services.store.threads(snapshot.account, ids);
    if (!threads.ok) break;
    for (const [i, { uid }] of entries.entries()) byThread.get(threads.value[i] ?? 0)?.push({ first: uid, last: uid });
  }
  return found;
}

/** The entries of which the test is true, as runs: a run may span uids that are not there. */
export function uidsWhere(
  { pages }: MailboxSnapshot,
  test: (page: Page, index: number) => boolean,
): readonly UidRange[] {
  const runs: { first: number; last: number }[] = [];
  let open: { first: number; last: number } | undefined;
  for (const page of pages) {
    for (let i = 0; i < page.count; i++) {
      const uid = page.uids[i]!;
      if (!test(page, i)) open = undefined;
      else if (open !== undefined) open.last = uid;
      else {
        open = { first: uid, last: uid };
        runs.push(open);
      }
    }
  }
  return runs;
}

function threadIds(key: SearchKey): readonly string[] {
  if (key.kind === 'threadId') return [key.id];
  if (key.kind === 'not') return threadIds(key.of);
  return key.kind === 'and' || key.kind === 'or' ? key.of.flatMap(threadIds) : [];
}
