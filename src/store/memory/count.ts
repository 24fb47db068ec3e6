import { Flag } from '../flags.ts';
import type { MailboxCounts } from '../mailbox.ts';
import type { Page } from '../page.ts';
import type { AccountData } from './account.ts';

/** Pages never change, so what was counted once stays true. */
const pageCounts = new WeakMap<Page, MailboxCounts>();
const listCounts = new WeakMap<readonly Page[], MailboxCounts>();

export function countPages(pages: readonly Page[]): MailboxCounts {
  let counts = listCounts.get(pages);
  if (counts === undefined) listCounts.set(pages, (counts = sum(pages.map(countPage))));
  return counts;
}

/** Octets and entries that an account uses of its quota. */
export function usage(account: AccountData): MailboxCounts {
  return sum([...account.mailboxes.values()].map((mailbox) => countPages(mailbox.pages)));
}

function countPage(page: Page): MailboxCounts {
  let counts = pageCounts.get(page);
  if (counts === undefined) {
    let unseen = 0;
    let deleted = 0;
    let sizeBytes = 0;
    for (let i = 0; i < page.count; i++) {
      if (!(page.flags[i]! & Flag.seen)) unseen++;
      if (page.flags[i]! & Flag.deleted) deleted++;
      sizeBytes += page.sizes[i]!;
    }
    pageCounts.set(page, (counts = { messages: page.count, unseen, deleted, sizeBytes }));
  }
  return counts;
}

function sum(all: readonly MailboxCounts[]): MailboxCounts {
  return {
    messages: all.reduce((total, counts) => total + counts.messages, 0),
    unseen: all.reduce((total, counts) => total + counts.unseen, 0),
    deleted: all.reduce((total, counts) => total + counts.deleted, 0),
    sizeBytes: all.reduce((total, counts) => total + counts.sizeBytes, 0),
  };
}
