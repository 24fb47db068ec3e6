import { Flag, PAGE_UIDS, type Page } from '../../store/index.ts';
import { decodeSeenPage } from '../seen-codec.ts';
import type { Statements } from '../statements.ts';

const overlaid = new WeakMap<Page, Map<string, Page>>();

/** Pages as one person sees them whose own \Seen is kept apart; made once for each version, so that snapshots share them. */
export function seenBy(
  statements: Statements,
  mailboxKey: number,
  viewer: number,
  pages: readonly Page[],
): readonly Page[] {
  const versions = new Map(
    statements
      .rows<{ number: number; version: number }>(
        'SELECT number, version FROM seen_page WHERE mailbox = ? AND viewer = ?',
        mailboxKey,
        viewer,
      )
      .map((row) => [row.number, row.version]),
  );
  return pages.map((page) => {
    const key = `${viewer} ${versions.get(page.number) ?? 0}`;
    const known = overlaid.get(page) ?? new Map<string, Page>();
    overlaid.set(page, known);
    let view = known.get(key);
    if (view === undefined) {
      const row = statements.row<{ data: Uint8Array }>(
        'SELECT data FROM seen_page WHERE mailbox = ? AND viewer = ? AND number = ?',
        mailboxKey,
        viewer,
        page.number,
      );
      known.set(key, (view = overlay(page, row?.data)));
    }
    return view;
  });
}

/** The highest modseq of a viewer's own \Seen in a mailbox, 0 without any. */
export function highestSeen(statements: Statements, mailboxKey: number, viewer: number): number {
  const row = statements.row<{ version: number | null }>(
    'SELECT max(version) AS version FROM seen_page WHERE mailbox = ? AND viewer = ?',
    mailboxKey,
    viewer,
  );
  return row?.version ?? 0;
}

function overlay(page: Page, data: Uint8Array | undefined): Page {
  const own = decodeSeenPage(data);
  const flags = page.flags.slice();
  const modSeqs = page.modSeqs.slice();
  let modSeq = page.modSeq;
  for (let i = 0; i < page.count; i++) {
    const place = page.uids[i]! % PAGE_UIDS;
    flags[i] = ((flags[i]! & ~Flag.seen) | (own.seen[place] === 1 ? Flag.seen : 0)) >>> 0;
    modSeqs[i] = Math.max(modSeqs[i]!, own.modSeqs[place]!);
    modSeq = Math.max(modSeq, modSeqs[i]!);
  }
  const { number, count, uids, messageIds, sizes, internalDates, saveDates } = page;
  return { number, count, uids, messageIds, sizes, internalDates, saveDates, flags, modSeqs, modSeq };
}
