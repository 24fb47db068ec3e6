import { PAGE_UIDS, pageOf } from '../../store/index.ts';
import { encodeColumns } from '../column-codec.ts';
import { decodeSeenPage, type SeenPage } from '../seen-codec.ts';
import type { Statements } from '../statements.ts';

/** One viewer's own \Seen in one mailbox, while a commit changes it. */
export class SeenPages {
  readonly #statements: Statements;
  readonly #mailboxKey: number;
  readonly #viewer: number;
  readonly #pages = new Map<number, SeenPage & { dirty: boolean; version: number }>();

  constructor(statements: Statements, mailboxKey: number, viewer: number) {
    this.#statements = statements;
    this.#mailboxKey = mailboxKey;
    this.#viewer = viewer;
  }

  get(uid: number): { seen: boolean; modSeq: number } {
    const page = this.#page(pageOf(uid));
    const place = uid % PAGE_UIDS;
    return { seen: page.seen[place] === 1, modSeq: page.modSeqs[place]! };
  }

  set(uid: number, seen: boolean, modSeq: number): void {
    const page = this.#page(pageOf(uid));
    page.seen[uid % PAGE_UIDS] = seen ? 1 : 0;
    page.modSeqs[uid % PAGE_UIDS] = modSeq;
    page.version = modSeq;
    page.dirty = true;
  }

  flush(): void {
    for (const [number, page] of this.#pages) {
      if (!page.dirty) continue;
      this.#statements.run(
        'INSERT OR REPLACE INTO seen_page (mailbox, viewer, number, version, data) VALUES (?, ?, ?, ?, ?)',
        this.#mailboxKey,
        this.#viewer,
        number,
        page.version,
        encodeColumns([page.seen, page.modSeqs], PAGE_UIDS),
      );
      page.dirty = false;
    }
  }

  #page(number: number): SeenPage & { dirty: boolean; version: number } {
    let page = this.#pages.get(number);
    if (page === undefined) {
      const row = this.#statements.row<{ version: number; data: Uint8Array }>(
        'SELECT version, data FROM seen_page WHERE mailbox = ? AND viewer = ? AND number = ?',
        this.#mailboxKey,
        this.#viewer,
        number,
      );
      page = { ...decodeSeenPage(row?.data), version: row?.version ?? 0, dirty: false };
      this.#pages.set(number, page);
    }
    return page;
  }
}
