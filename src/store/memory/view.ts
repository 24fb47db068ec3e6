import type { ModSeq, Uid } from '../../base/index.ts';
import type { Actor } from '../acl.ts';
import type { Mailbox } from '../mailbox.ts';
import type { Page } from '../page.ts';
import { MailboxSnapshot } from '../snapshot.ts';
import { type AccountData, hasOwnSeen, type MailboxData, personOf } from './account.ts';
import { countPages } from './count.ts';
import { pagesSeenBy } from './seen.ts';

/** A mailbox's pages as the viewer sees them. */
function pagesFor(account: AccountData, mailbox: MailboxData, viewer: Actor): readonly Page[] {
  return hasOwnSeen(account, mailbox, viewer) ? pagesSeenBy(mailbox, viewer) : mailbox.pages;
}

export function mailboxFor(account: AccountData, mailbox: MailboxData, viewer: Actor): Mailbox {
  const { id, name, role, uidValidity, seenState } = mailbox;
  const pages = pagesFor(account, mailbox, viewer);
  return {
    id,
    name,
    role,
    uidValidity,
    uidNext: mailbox.uidNext as Uid,
    highestModSeq: pages.reduce((highest, page) => Math.max(highest, page.modSeq), mailbox.highestModSeq) as ModSeq,
    createdModSeq: mailbox.createdModSeq as ModSeq,
    changedModSeq: mailbox.changedModSeq as ModSeq,
    counts: countPages(pages),
    recentUid: mailbox.recentUid as Uid,
    acl: mailbox.acl,
    seenState,
    subscribed: account.subscriptions.get(personOf(account, viewer))?.has(name) ?? false,
  };
}

export function snapshotFor(account: AccountData, mailbox: MailboxData, viewer: Actor): MailboxSnapshot {
  const pages = pagesFor(account, mailbox, viewer);
  return new MailboxSnapshot(account.id, viewer, mailboxFor(account, mailbox, viewer), pages, account.keywords);
}
