import type { Account } from '../../directory/index.ts';
import { Flag, Right, rightsOf } from '../../store/index.ts';
import { objectId } from '../object-id.ts';
import type { NamedMailbox } from '../session/named-mailbox.ts';
import type { Session } from '../session/session.ts';
import { enableCondstore } from '../session/sync.ts';
import { type StatusItem, statusArguments } from '../wire/index.ts';
import { afterLogin } from './command.ts';
import { no, okay } from './outcome.ts';
import { refusedByStore } from './store-error.ts';

/** RFC 9051 §6.3.11 */
export const status = afterLogin({
  name: 'STATUS',
  arguments: statusArguments,
  async run({ mailbox, items }, { session, account }) {
    const found = await session.names!.findFresh(mailbox);
    if (!found.ok) return refusedByStore(found.error);
    if (!mayTellStatus(account, found.value)) return no('Permission denied', { kind: 'NOPERM' });
    await writeStatus(session, account, found.value, items);
    return okay('STATUS completed');
  },
});

/** RFC 4314 §4 */
export function mayTellStatus(account: Account, { owner, acl }: NamedMailbox): boolean {
  return (rightsOf(owner, acl, account.id) & Right.read) !== 0;
}

/** The STATUS answer for one mailbox, also for LIST with RETURN (STATUS …). */
export async function writeStatus(
  session: Session,
  account: Account,
  mailbox: NamedMailbox,
  items: readonly StatusItem[],
): Promise<void> {
  const values: { item: StatusItem; value: number | string }[] = [];
  for (const item of items) values.push({ item, value: await statusValue(session, account, mailbox, item) });
  session.respond({ kind: 'statusData', mailbox: mailbox.name, values });
}

function statusValue(
  session: Session,
  account: Account,
  mailbox: NamedMailbox,
  item: StatusItem,
): number | string | Promise<number> {
  switch (item) {
    case 'MESSAGES':
      return mailbox.counts.messages;
    case 'UNSEEN':
      return mailbox.counts.unseen;
    case 'DELETED':
      return mailbox.counts.deleted;
    case 'SIZE':
      return mailbox.counts.sizeBytes;
    case 'DELETED-STORAGE':
      return deletedBytes(session, account, mailbox);
    case 'UIDNEXT':
      return mailbox.uidNext;
    case 'UIDVALIDITY':
      return mailbox.uidValidity;
    case 'RECENT':
      return recentCount(session, account, mailbox);
    case 'HIGHESTMODSEQ':
      enableCondstore(session);
      return mailbox.highestModSeq;
    case 'MAILBOXID':
      return objectId('mailbox', mailbox.owner, mailbox.id);
    case 'APPENDLIMIT':
      return session.services.limits.appendMaxBytes;
  }
}

/** What an EXPUNGE would free (RFC 9208 §4.1.4): octets; the entries are looked at only if some are marked. */
async function deletedBytes(session: Session, account: Account, mailbox: NamedMailbox): Promise<number> {
  if (mailbox.counts.deleted === 0) return 0;
  const opened = await session.services.store.openMailbox(mailbox.owner, mailbox.id, account.id);
  if (!opened.ok) return 0;
  let bytes = 0;
  for (const { flags, sizes, count } of opened.value.pages) {
    for (let i = 0; i < count; i++) if ((flags[i]! & Flag.deleted) !== 0) bytes += sizes[i]!;
  }
  return bytes;
}

/** Messages that no session was told of yet (RFC 3501 §6.3.10); the entries are looked at only if there can be some. */
async function recentCount(session: Session, account: Account, mailbox: NamedMailbox): Promise<number> {
  if (mailbox.recentUid >= mailbox.uidNext) return 0;
  const opened = await session.services.store.openMailbox(mailbox.owner, mailbox.id, account.id);
  return opened.ok ? opened.value.count + 1 - opened.value.firstSequenceFrom(mailbox.recentUid) : 0;
}
