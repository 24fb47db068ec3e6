import { type AccountId, err, type MailboxId, mailboxId, modSeq, ok, type Result, uid } from '../../base/index.ts';
import {
  type Acl,
  type Actor,
  compareMailboxNames,
  Flag,
  type KeywordSets,
  type Mailbox,
  type MailboxCounts,
  MailboxSnapshot,
  type Page,
  Right,
  rightsOf,
  type StoreError,
  SYSTEM,
  storeError,
} from '../../store/index.ts';
import { lastPageRow, pageRow } from '../keys.ts';
import type { Statements } from '../statements.ts';
import type { MailboxRow } from '../writer/mailbox-state.ts';
import type { PageCache, PageVersion } from './page-cache.ts';
import { highestSeen, seenBy } from './seen-overlay.ts';

const NO_MAILBOX = storeError('notFound', 'no such mailbox');
const NO_ACL: Acl = new Map();

/** Mailboxes as readers see them. Each method runs in a read transaction that its caller opened. */
export class MailboxReader {
  readonly #statements: Statements;
  readonly #pages: PageCache;
  readonly #keywords: (account: AccountId) => KeywordSets;

  constructor(statements: Statements, pages: PageCache, keywords: (account: AccountId) => KeywordSets) {
    this.#statements = statements;
    this.#pages = pages;
    this.#keywords = keywords;
  }

  list(account: AccountId, viewer: Actor): readonly Mailbox[] {
    const acls = new Map<number, Map<number, number>>();
    for (const grant of this.#statements.rows<{ mailbox: number; identifier: number; rights: number }>(
      'SELECT mailbox, identifier, rights FROM acl WHERE account = ?',
      account,
    )) {
      acls.set(grant.mailbox, (acls.get(grant.mailbox) ?? new Map()).set(grant.identifier, grant.rights));
    }
    const subscribed = new Set(this.subscriptions(account, viewer));
    return this.#statements
      .rows<MailboxRow>('SELECT * FROM mailbox WHERE account = ?', account)
      .filter((row) => (rightsOf(account, asAcl(acls.get(row.id)), viewer) & Right.lookup) !== 0)
      .map((row) => this.#mailbox(account, row, asAcl(acls.get(row.id)), viewer, subscribed.has(row.name)))
      .sort((a, b) => compareMailboxNames(a.name, b.name));
  }

  subscriptions(account: AccountId, viewer: Actor): readonly string[] {
    return this.#statements
      .rows<{ name: string }>(
        'SELECT name FROM subscription WHERE account = ? AND actor = ?',
        account,
        actorId(account, viewer),
      )
      .map((row) => row.name)
      .sort(compareMailboxNames);
  }

  open(account: AccountId, id: MailboxId, viewer: Actor): Result<MailboxSnapshot, StoreError> {
    const row = this.row(account, id);
    if (row === undefined) return err(NO_MAILBOX);
    const acl = this.#acl(account, id);
    const rights = rightsOf(account, acl, viewer);
    if ((rights & Right.lookup) === 0) return err(NO_MAILBOX);
    if ((rights & Right.read) === 0) return err(storeError('noPermission', 'the mailbox may not be read'));
    const subscribed =
      this.#statements.row(
        'SELECT 1 FROM subscription WHERE account = ? AND actor = ? AND name = ?',
        account,
        actorId(account, viewer),
        row.name,
      ) !== undefined;
    const pages = this.#pagesFor(account, row, viewer);
    const mailbox = this.#mailbox(account, row, acl, viewer, subscribed);
    return ok(new MailboxSnapshot(account, viewer, mailbox, pages, this.#keywords(account)));
  }

  row(account: AccountId, id: MailboxId): MailboxRow | undefined {
    return this.#statements.row<MailboxRow>('SELECT * FROM mailbox WHERE account = ? AND id = ?', account, id);
  }

  /** A page of a mailbox as it is now. */
  page(mailboxKey: number, number: number): Page | undefined {
    const version = this.#statements.row<PageVersion>(
      'SELECT id, version, entry_version, count, tail_uid FROM flag_page WHERE id = ?',
      pageRow(mailboxKey, number),
    );
    return version && this.#pages.get(version);
  }

  #acl(account: AccountId, mailbox: MailboxId): Acl {
    const grants = this.#statements.rows<{ identifier: number; rights: number }>(
      'SELECT identifier, rights FROM acl WHERE account = ? AND mailbox = ?',
      account,
      mailbox,
    );
    return grants.length === 0 ? NO_ACL : asAcl(new Map(grants.map((grant) => [grant.identifier, grant.rights])));
  }

  #pagesFor(account: AccountId, row: MailboxRow, viewer: Actor): readonly Page[] {
    const pages = this.#pages.all(pageRow(row.key, 0), lastPageRow(row.key));
    return hasOwnSeen(account, row, viewer) ? seenBy(this.#statements, row.key, viewer, pages) : pages;
  }

  #mailbox(account: AccountId, row: MailboxRow, acl: Acl, viewer: Actor, subscribed: boolean): Mailbox {
    const own = hasOwnSeen(account, row, viewer);
    const seenModSeq = own ? highestSeen(this.#statements, row.key, viewer) : 0;
    const unseen = own ? countUnseen(this.#pagesFor(account, row, viewer)) : row.unseen;
    const counts: MailboxCounts = { messages: row.messages, unseen, deleted: row.deleted, sizeBytes: row.size };
    return {
      id: mailboxId(row.id),
      name: row.name,
      role: row.role ?? undefined,
      uidValidity: row.uidvalidity,
      uidNext: uid(row.uidnext),
      highestModSeq: modSeq(Math.max(row.highest_modseq, seenModSeq)),
      createdModSeq: modSeq(row.created_modseq),
      changedModSeq: modSeq(row.changed_modseq),
      counts,
      recentUid: uid(row.recent_uid),
      acl,
      seenState: row.seen_state,
      subscribed,
    };
  }
}

function countUnseen(pages: readonly Page[]): number {
  let unseen = 0;
  for (const page of pages) for (let i = 0; i < page.count; i++) if ((page.flags[i]! & Flag.seen) === 0) unseen++;
  return unseen;
}

function hasOwnSeen(account: AccountId, row: MailboxRow, viewer: Actor): viewer is AccountId {
  return row.seen_state === 'perUser' && viewer !== SYSTEM && viewer !== account;
}

function actorId(account: AccountId, viewer: Actor): AccountId {
  return viewer === SYSTEM ? account : viewer;
}

function asAcl(grants: ReadonlyMap<number, number> | undefined): Acl {
  // Identifiers come from table `acl`, where only account ids and ANYONE are put.
  return (grants ?? NO_ACL) as Acl;
}
