import type { Account } from '../../directory/index.ts';
import type { Session } from '../session/session.ts';
import { entryOf } from './property-name.ts';

/** Ids of changes looked at in one turn. */
const CHANGES_AT_ONCE = 1_000;

/** Begins to hear (RFC 5464 §4.1): from now on, what others change is told. */
export async function hearOfAnnotations(session: Session, account: Account): Promise<void> {
  if (session.annotations !== undefined) return;
  const state = await session.services.store.account(account.id);
  if (state.ok) session.annotations = { since: state.value.modSeq, own: new Set(), dirty: false };
}

/** Tells which entries others have changed (RFC 5464 §4.4.2). */
export async function tellAnnotations(session: Session): Promise<void> {
  const { annotations: news, state } = session;
  if (news === undefined || !news.dirty || !('account' in state)) return;
  news.dirty = false;
  const { store } = session.services;
  const changed = new Map<string, Set<string>>();
  for (let more = true; more; ) {
    const changes = await store.changes(state.account.id, news.since as never, CHANGES_AT_ONCE);
    if (!changes.ok) {
      // The log does not reach back so far: what happened in between is not known, what comes is.
      const now = await store.account(state.account.id);
      if (now.ok) news.since = now.value.modSeq;
      return;
    }
    for (const { target, name, modSeq } of changes.value.properties) {
      const entry = news.own.has(modSeq) ? undefined : entryOf(name, state.account.id);
      if (entry === undefined || target.kind === 'message') continue;
      const mailbox = target.kind === 'account' ? '' : await nameOf(session, target.mailbox);
      if (mailbox !== undefined) changed.set(mailbox, (changed.get(mailbox) ?? new Set()).add(entry));
    }
    news.since = changes.value.modSeq;
    more = changes.value.more;
  }
  news.own.clear();
  for (const [mailbox, entries] of changed) {
    session.respond({ kind: 'metadataChanged', mailbox, entries: [...entries].sort() });
  }
}

async function nameOf(session: Session, id: number): Promise<string | undefined> {
  const all = await session.names!.all();
  return all.ok ? all.value.find((mailbox) => mailbox.id === id)?.name : undefined;
}
