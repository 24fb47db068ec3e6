import { err, type MailboxId, ok, type Result } from '../../base/index.ts';
import type { DefaultMailbox } from '../contract.ts';
import { type StoreError, storeError } from '../error.ts';
import type { MailboxRole } from '../mailbox.ts';
import { canonicalMailboxName, INBOX, parentName } from '../name.ts';
import type { MailboxData } from './account.ts';
import type { Draft } from './draft.ts';

/** Makes a mailbox and the parents that it lacks, the outermost first. The name is canonical and free. */
export function makeMailbox(draft: Draft, name: string): Result<MailboxData, StoreError> {
  const parents = makeParents(draft, name);
  return parents.ok ? makeOne(draft, name) : parents;
}

/** INBOX first, then what a new account is given; names that come twice are made once. */
export function makeDefaultMailboxes(draft: Draft, wanted: readonly DefaultMailbox[]): Result<void, StoreError> {
  const inbox = makeMailbox(draft, INBOX);
  if (!inbox.ok) return inbox;
  giveRole(draft, inbox.value, 'inbox');
  for (const { name, role } of wanted) {
    const canonical = canonicalMailboxName(name, draft.separator, draft.limits);
    if (!canonical.ok) return canonical;
    const there = draft.account.mailboxIds.get(canonical.value);
    const made = there === undefined ? makeMailbox(draft, canonical.value) : ok(draft.account.mailboxes.get(there)!);
    if (!made.ok) return made;
    if (role !== undefined) giveRole(draft, made.value, role);
  }
  return ok(undefined);
}

export function makeParents(draft: Draft, name: string): Result<void, StoreError> {
  const missing: string[] = [];
  for (let above = parentName(name, draft.separator); above !== undefined; above = parentName(above, draft.separator)) {
    if (draft.account.mailboxIds.has(above)) break;
    missing.unshift(above);
  }
  for (const parent of missing) {
    const made = makeOne(draft, parent);
    if (!made.ok) return made;
  }
  return ok(undefined);
}

function makeOne(draft: Draft, name: string): Result<MailboxData, StoreError> {
  const { account, journal, modSeq } = draft;
  if (account.mailboxes.size >= draft.limits.mailboxesMax) {
    return err(storeError('limit', `an account can have at most ${draft.limits.mailboxesMax} mailboxes`));
  }
  const id = account.nextMailbox as MailboxId;
  const uidValidity = Math.max(Math.floor(draft.now / 1000), account.lastUidValidity + 1);
  journal.assign(account, { nextMailbox: id + 1, lastUidValidity: uidValidity });
  const mailbox: MailboxData = {
    id,
    name,
    uidValidity,
    role: undefined,
    seenState: 'shared',
    // RFC 4314 §4: a new mailbox inherits from its parent.
    acl: nearestAncestor(draft, name)?.acl ?? new Map(),
    uidNext: 1,
    recentUid: 1,
    createdModSeq: modSeq,
    changedModSeq: modSeq,
    highestModSeq: modSeq,
    seenModSeq: 0,
    pages: [],
    seen: new Map(),
    tombstones: [],
    prunedModSeq: 0,
  };
  journal.set(account.mailboxes, id, mailbox);
  journal.set(account.mailboxIds, name, id);
  draft.mailboxChanged(mailbox);
  return ok(mailbox);
}

export function nearestAncestor(draft: Draft, name: string): MailboxData | undefined {
  for (let above = parentName(name, draft.separator); above !== undefined; above = parentName(above, draft.separator)) {
    const id = draft.account.mailboxIds.get(above);
    if (id !== undefined) return draft.account.mailboxes.get(id);
  }
  return undefined;
}

export function roleHolder(draft: Draft, role: MailboxRole): MailboxData | undefined {
  return [...draft.account.mailboxes.values()].find((mailbox) => mailbox.role === role);
}

export function giveRole(draft: Draft, mailbox: MailboxData, role: MailboxRole): void {
  const holder = roleHolder(draft, role);
  if (holder === mailbox) return;
  if (holder !== undefined) {
    draft.journal.assign(holder, { role: undefined });
    draft.mailboxChanged(holder);
  }
  draft.journal.assign(mailbox, { role });
  draft.mailboxChanged(mailbox);
}
