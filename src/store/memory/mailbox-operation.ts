import { err, ok, type Result } from '../../base/index.ts';
import { ALL_RIGHTS, Right, rightsOf } from '../acl.ts';
import { type StoreError, storeError } from '../error.ts';
import type { MailboxRole } from '../mailbox.ts';
import { canonicalMailboxName, INBOX, isBelow } from '../name.ts';
import type {
  AlterMailbox,
  CreateMailbox,
  DeleteMailbox,
  Done,
  MailboxCreated,
  RenameMailbox,
  SetAcl,
} from '../operation.ts';
import type { MailboxData } from './account.ts';
import type { Draft } from './draft.ts';
import { addEntries, removeEntries } from './entry.ts';
import { giveRole, makeMailbox, makeParents, nearestAncestor, roleHolder } from './make-mailbox.ts';
import { entriesOf } from './page-edit.ts';

export function createMailbox(draft: Draft, operation: CreateMailbox): Result<MailboxCreated, StoreError> {
  const name = canonicalMailboxName(operation.name, draft.separator, draft.limits);
  if (!name.ok) return name;
  const refused =
    checkMayCreate(draft, name.value) ??
    (draft.account.mailboxIds.has(name.value) ? storeError('exists', 'a mailbox of that name exists') : undefined) ??
    checkMayTakeRole(draft, operation.role, undefined);
  if (refused !== undefined) return err(refused);
  const created = makeMailbox(draft, name.value);
  if (!created.ok) return created;
  if (operation.role !== undefined) giveRole(draft, created.value, operation.role);
  return ok({ kind: 'createMailbox', mailbox: created.value.id });
}

/** RFC 9051 §6.3.6. */
export function renameMailbox(draft: Draft, operation: RenameMailbox): Result<Done, StoreError> {
  const found = draft.mailbox(operation.mailbox, Right.deleteMailbox);
  if (!found.ok) return found;
  const canonical = canonicalMailboxName(operation.name, draft.separator, draft.limits);
  if (!canonical.ok) return canonical;
  const from = found.value.name;
  const to = canonical.value;
  const refused = checkMayCreate(draft, to);
  if (refused !== undefined) return err(refused);
  if (draft.account.mailboxIds.has(to)) return err(storeError('exists', 'a mailbox of that name exists'));
  if (from === INBOX) return emptyInbox(draft, found.value, to);
  if (isBelow(to, from, draft.separator)) return err(storeError('limit', 'a mailbox cannot be moved below itself'));

  const family = [found.value, ...descendants(draft, from)];
  for (const member of family) {
    const name = canonicalMailboxName(to + member.name.slice(from.length), draft.separator, draft.limits);
    if (!name.ok) return name;
  }
  const parents = makeParents(draft, to);
  if (!parents.ok) return parents;
  for (const member of family) draft.journal.delete(draft.account.mailboxIds, member.name);
  for (const member of family) {
    const name = to + member.name.slice(from.length);
    draft.journal.set(draft.account.mailboxIds, name, member.id);
    draft.journal.assign(member, { name });
    draft.mailboxChanged(member);
  }
  return ok({ kind: 'renameMailbox' });
}

/** INBOX stays, empty, with what lies below it; its messages go to a new mailbox. */
function emptyInbox(draft: Draft, inbox: MailboxData, name: string): Result<Done, StoreError> {
  const created = makeMailbox(draft, name);
  if (!created.ok) return created;
  const entries = inbox.pages.flatMap(entriesOf);
  const moved = addEntries(draft, created.value, entries);
  if (!moved.ok) return moved;
  removeEntries(draft, inbox, entries);
  return ok({ kind: 'renameMailbox' });
}

export function deleteMailbox(draft: Draft, operation: DeleteMailbox): Result<Done, StoreError> {
  const found = draft.mailbox(operation.mailbox, Right.deleteMailbox);
  if (!found.ok) return found;
  const mailbox = found.value;
  if (mailbox.name === INBOX) return err(storeError('inUse', 'INBOX must stay'));
  if (descendants(draft, mailbox.name).length > 0) return err(storeError('inUse', 'the mailbox has children'));
  removeEntries(draft, mailbox, mailbox.pages.flatMap(entriesOf));
  const { account, journal, modSeq } = draft;
  const { id, createdModSeq } = mailbox;
  journal.delete(account.mailboxes, id);
  journal.delete(account.mailboxIds, mailbox.name);
  journal.delete(account.properties, `mailbox ${id}`);
  journal.push(account.mailboxesGone, { id, createdModSeq, modSeq });
  draft.changedMailboxes.delete(id);
  draft.changed = true;
  draft.mailboxListChanged = true;
  return ok({ kind: 'deleteMailbox' });
}

export function alterMailbox(draft: Draft, operation: AlterMailbox): Result<Done, StoreError> {
  const found = draft.mailbox(operation.mailbox, Right.administer);
  if (!found.ok) return found;
  const mailbox = found.value;
  const { role, seenState } = operation;
  const refused = checkMayTakeRole(draft, role ?? undefined, mailbox);
  if (refused !== undefined) return err(refused);
  if (role === null && mailbox.role !== undefined) {
    draft.journal.assign(mailbox, { role: undefined });
    draft.mailboxChanged(mailbox);
  }
  if (role !== undefined && role !== null) giveRole(draft, mailbox, role);
  if (seenState !== undefined && seenState !== mailbox.seenState) {
    draft.journal.assign(mailbox, { seenState });
    draft.mailboxChanged(mailbox);
  }
  return ok({ kind: 'alterMailbox' });
}

/** RFC 4314 §3.1. */
export function setAcl(draft: Draft, operation: SetAcl): Result<Done, StoreError> {
  const found = draft.mailbox(operation.mailbox, Right.administer);
  if (!found.ok) return found;
  const mailbox = found.value;
  const rights = operation.rights & ALL_RIGHTS;
  if ((mailbox.acl.get(operation.identifier) ?? 0) === rights) return ok({ kind: 'setAcl' });
  const acl = new Map(mailbox.acl);
  if (rights === 0) acl.delete(operation.identifier);
  else acl.set(operation.identifier, rights);
  if (acl.size > draft.limits.aclIdentifiersMax) {
    return err(
      storeError('limit', `a mailbox can be shared with at most ${draft.limits.aclIdentifiersMax} identifiers`),
    );
  }
  draft.journal.assign(mailbox, { acl });
  draft.mailboxChanged(mailbox);
  return ok({ kind: 'setAcl' });
}

/**
 * A guest needs the right on the nearest ancestor that exists (RFC 4314 §4); without any he could make mailboxes at the
 * owner's top level.
 */
function checkMayCreate(draft: Draft, name: string): StoreError | undefined {
  if (!draft.isGuest) return undefined;
  const parent = nearestAncestor(draft, name);
  if (parent === undefined) return storeError('noPermission', 'only the owner may create mailboxes here');
  const reached = draft.mailbox(parent.id, Right.createMailbox);
  return reached.ok ? undefined : reached.error;
}

/** Giving a role takes it from the mailbox that has it, and so needs the right to alter that one as well. */
function checkMayTakeRole(
  draft: Draft,
  role: MailboxRole | undefined,
  receiver: MailboxData | undefined,
): StoreError | undefined {
  const holder = role === undefined ? undefined : roleHolder(draft, role);
  if (holder === undefined || holder === receiver) return undefined;
  if (rightsOf(draft.account.id, holder.acl, draft.actor) & Right.administer) return undefined;
  return storeError('noPermission', 'the role belongs to another mailbox');
}

function descendants(draft: Draft, name: string): readonly MailboxData[] {
  const all = [...draft.account.mailboxes.values()];
  return all.filter((mailbox) => isBelow(mailbox.name, name, draft.separator));
}
