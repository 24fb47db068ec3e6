import { ok, type Result } from '../../base/index.ts';
import type { StoreError } from '../../store/index.ts';
import { plainPattern } from '../list-pattern.ts';
import { listRows, lsubRows } from '../listing.ts';
import { type ListArguments, listArguments, lsubArguments } from '../wire/index.ts';
import { type AccountContext, afterLogin } from './command.ts';
import { listAttributes } from './list-answer.ts';
import { type Outcome, okay } from './outcome.ts';
import { mayTellStatus, writeStatus } from './status.ts';
import { refusedByStore } from './store-error.ts';

/** RFC 9051 §6.3.9, plain and extended. */
export const list = afterLogin({
  name: 'LIST',
  arguments: listArguments,
  run(parsed, context) {
    return !parsed.extended && parsed.patterns[0] === '' ? root(context) : answer(parsed, context);
  },
});

/** RFC 3501 §6.3.9 */
export const lsub = afterLogin({
  name: 'LSUB',
  arguments: lsubArguments,
  async run({ reference, pattern }, { session, account }) {
    const { store } = session.services;
    const subscriptions = await store.subscriptions(account.id, account.id);
    if (!subscriptions.ok) return refusedByStore(subscriptions.error);
    for (const row of lsubRows(subscriptions.value, plainPattern(reference + pattern), store.separator)) {
      session.respond({
        kind: 'lsub',
        attributes: row.noSelect ? ['\\Noselect'] : [],
        separator: store.separator,
        mailbox: row.name,
      });
      if (session.peer.isFull && !(await session.peer.pace())) break;
    }
    return okay('LSUB completed');
  },
});

/** An empty name asks for the separator alone. */
function root({ session }: AccountContext): Outcome {
  const { separator } = session.services.store;
  session.respond({ kind: 'list', attributes: ['\\Noselect'], separator, mailbox: '' });
  return okay('LIST completed');
}

async function answer(parsed: ListArguments, context: AccountContext): Promise<Outcome> {
  const { session, account } = context;
  const { store } = session.services;
  const { selection, returns } = parsed;
  const withSubscribed = selection.subscribed || returns.subscribed;
  const patterns = parsed.patterns
    .filter((pattern) => pattern !== '')
    .slice(0, session.services.limits.listPatternsMax)
    .map((pattern) => plainPattern(parsed.reference + pattern));
  const [mailboxes, others, subscriptions] = await Promise.all([
    session.names!.all(),
    session.names!.ofOthers(patterns),
    withSubscribed ? store.subscriptions(account.id, account.id) : none(),
  ]);
  if (!mailboxes.ok) return refusedByStore(mailboxes.error);
  if (!others.ok) return refusedByStore(others.error);
  if (!subscriptions.ok) return refusedByStore(subscriptions.error);
  const own = new Set(mailboxes.value.map(({ name }) => name));
  const all = [...mailboxes.value, ...others.value.filter(({ name }) => !own.has(name))];
  const rows = listRows(all, subscriptions.value, { patterns, selection }, store.separator);
  for (const row of rows) {
    session.respond({
      kind: 'list',
      attributes: listAttributes(row, withSubscribed),
      separator: store.separator,
      mailbox: row.name,
      ...(row.childInfo.length > 0 ? { childInfo: row.childInfo } : {}),
    });
    const mailbox = row.selected ? row.mailbox : undefined;
    if (mailbox !== undefined && returns.status !== undefined && mayTellStatus(account, mailbox)) {
      await writeStatus(session, account, mailbox, returns.status);
    }
    if (session.peer.isFull && !(await session.peer.pace())) break;
  }
  return okay('LIST completed');
}

function none(): Result<readonly string[], StoreError> {
  return ok([]);
}
