import type { AccountId } from '../../base/index.ts';
import { Flag } from '../flags.ts';
import { lowerBound, type Page, pageOf } from '../page.ts';
import type { MailboxData, PersonalSeen, SeenPage } from './account.ts';
import type { Journal } from './journal.ts';

const UNTOUCHED: SeenPage = new Map();

/** Pages as one person sees them, made once for each pair, so that unchanged pages stay the same reference. */
const views = new WeakMap<Page, WeakMap<SeenPage, Page>>();

export function pagesSeenBy(mailbox: MailboxData, person: AccountId): readonly Page[] {
  const own = mailbox.seen.get(person);
  return mailbox.pages.map((page) => pageSeenThrough(page, own?.get(page.number) ?? UNTOUCHED));
}

function pageSeenThrough(page: Page, seen: SeenPage): Page {
  let byPage = views.get(page);
  if (byPage === undefined) views.set(page, (byPage = new WeakMap()));
  let view = byPage.get(seen);
  if (view === undefined) byPage.set(seen, (view = overlaid(page, seen)));
  return view;
}

function overlaid(page: Page, seen: SeenPage): Page {
  const flags = page.flags.map((packed) => (packed & ~Flag.seen) >>> 0);
  const modSeqs = page.modSeqs.slice();
  let modSeq = page.modSeq;
  for (const [uid, own] of seen) {
    const at = lowerBound(page.uids, page.count, uid);
    if (at === page.count || page.uids[at] !== uid) continue;
    if (own.seen) flags[at] = (flags[at]! | Flag.seen) >>> 0;
    modSeqs[at] = Math.max(modSeqs[at]!, own.modSeq);
    modSeq = Math.max(modSeq, own.modSeq);
  }
  return { ...page, flags, modSeqs, modSeq };
}

/** Sets a person's own \Seen on entries. */
export function setSeen(
  mailbox: MailboxData,
  person: AccountId,
  uids: readonly { readonly uid: number; readonly seen: boolean }[],
  modSeq: number,
  journal: Journal,
): void {
  if (uids.length === 0) return;
  const pages = new Map(mailbox.seen.get(person));
  for (const [number, group] of Map.groupBy(uids, ({ uid }) => pageOf(uid))) {
    const page = new Map(pages.get(number));
    for (const { uid, seen } of group) page.set(uid, { seen, modSeq });
    pages.set(number, page);
  }
  journal.assign(mailbox, { seenModSeq: modSeq });
  replaceSeen(mailbox, person, pages, journal);
}

/** Forgets what anybody had seen of entries that are leaving the mailbox. */
export function dropSeen(mailbox: MailboxData, uids: readonly number[], journal: Journal): void {
  const byPage = Map.groupBy(uids, pageOf);
  for (const [person, own] of mailbox.seen) {
    const pages = new Map(own);
    for (const [number, group] of byPage) {
      const page = new Map(pages.get(number));
      for (const uid of group) page.delete(uid);
      if (page.size === 0) pages.delete(number);
      else if (page.size !== own.get(number)!.size) pages.set(number, page);
    }
    replaceSeen(mailbox, person, pages, journal);
  }
}

function replaceSeen(mailbox: MailboxData, person: AccountId, pages: PersonalSeen, journal: Journal): void {
  journal.assign(mailbox, { seen: new Map(mailbox.seen).set(person, pages) });
}
