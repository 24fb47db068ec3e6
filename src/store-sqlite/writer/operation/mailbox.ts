import { err, mailboxId, ok, type Result } from '../../../base/index.ts';
import {
  ALL_RIGHTS,
  ALL_UIDS,
  type AlterMailbox,
  type CreateMailbox,
  canonicalMailboxName,
  type DeleteMailbox,
  type Done,
  INBOX,
  isBelow,
  type MailboxCreated,
  type MailboxRole,
  type RenameMailbox,
  Right,
  type SetAcl,
  type StoreError,
  storeError,
} from '../../../store/index.ts';
import { chunkRow, lastChunkRow, lastPageRow, lastTailRow, pageRow, tailRow } from '../../keys.ts';
import type { Commit } from '../commit.ts';
import { removeEntries } from '../entries.ts';
import type { MailboxState } from '../mailbox-state.ts';
import { makeMailbox, makeParents, nearestAncestor } from '../make-mailbox.ts';
import { pruneMailboxesGone } from '../prune.ts';
import { moveEntries } from './transfer.ts';

export function createMailbox(commit: Commit, operation: CreateMailbox): Result<MailboxCreated, StoreError> {
  const { separator, limits } = commit.context;
  const name = canonicalMailboxName(operation.name, separator, limits);
  if (!name.ok) return name;
  const permitted = mayCreate(commit, name.value);
  if (!permitted.ok) return permitted;
  if (commit.account.mailboxNamed(name.value) !== undefined)
    return err(storeError('exists', 'a mailbox of that name exists'));
  const role = mayTakeRole(commit, operation.role, undefined);
  if (!role.ok) return role;
  const created = makeMailbox(commit, name.value);
  if (!created.ok) return created;
  if (operation.role !== undefined) giveRole(commit, created.value, operation.role);
  return ok({ kind: 'createMailbox', mailbox: mailboxId(created.value.id) });
}

/** RFC 9051 §6.3.6. */
export function renameMailbox(commit: Commit, operation: RenameMailbox): Result<Done, StoreError> {
  const { account } = commit;
  const { separator, limits } = commit.context;
  const found = commit.mailbox(operation.mailbox, Right.deleteMailbox);
  if (!found.ok) return found;
  const target = canonicalMailboxName(operation.name, separator, limits);
  if (!target.ok) return target;
  const from = found.value.name;
  const to = target.value;
  const permitted = mayCreate(commit, to);
  if (!permitted.ok) return permitted;
  if (account.mailboxNamed(to) !== undefined) return err(storeError('exists', 'a mailbox of that name exists'));
  if (from === INBOX) return emptyInbox(commit, found.value, to);
  if (isBelow(to, from, separator)) return err(storeError('limit', 'a mailbox cannot be moved below itself'));
  const family = [found.value, ...descendants(commit, from)];
  const renamed = family.map((member) => canonicalMailboxName(to + member.name.slice(from.length), separator, limits));
  for (const name of renamed) if (!name.ok) return name;
  const parents = makeParents(commit, to);
  if (!parents.ok) return parents;
  for (const member of family) {
    const name = to + member.name.slice(from.length);
    commit.statements.run('UPDATE mailbox SET name = ? WHERE key = ?', name, member.key);
    account.rename(member, name);
    attributesChanged(commit, member);
  }
  return ok({ kind: 'renameMailbox' });
}

/** INBOX stays, empty, with what lies below it; its messages go to a new mailbox. */
function emptyInbox(commit: Commit, inbox: MailboxState, name: string): Result<Done, StoreError> {
  const created = makeMailbox(commit, name);
  if (!created.ok) return created;
  const moved = moveEntries(commit, inbox, created.value, ALL_UIDS, true);
  return moved.ok ? ok({ kind: 'renameMailbox' }) : moved;
}

export function deleteMailbox(commit: Commit, operation: DeleteMailbox): Result<Done, StoreError> {
  const { account, statements } = commit;
  const found = commit.mailbox(operation.mailbox, Right.deleteMailbox);
  if (!found.ok) return found;
  const mailbox = found.value;
  if (mailbox.name === INBOX) return err(storeError('inUse', 'INBOX must stay'));
  if (descendants(commit, mailbox.name).length > 0) return err(storeError('inUse', 'the mailbox has children'));
  removeEntries(commit, mailbox, ALL_UIDS, 'expunge');
  eraseMailbox(commit, mailbox);
  commit.mailboxGone(mailbox);
  statements.run(
    'INSERT INTO mailbox_gone (account, modseq, mailbox, created_modseq) VALUES (?, ?, ?, ?)',
    account.id,
    commit.modSeq,
    mailbox.id,
    mailbox.createdModSeq,
  );
  account.mailboxesGone++;
  account.dirty = true;
  pruneMailboxesGone(statements, account, commit.context.limits.tombstonesMax);
  commit.mailboxListChanged();
  return ok({ kind: 'deleteMailbox' });
}

/** Deletes every row of a mailbox; its entries are gone already, or go with the account. */
export function eraseMailbox(commit: Commit, mailbox: MailboxState): void {
  const { account, statements } = commit;
  const { key, id } = mailbox;
  statements.run('DELETE FROM entry_page WHERE id BETWEEN ? AND ?', pageRow(key, 0), lastPageRow(key));
  statements.run('DELETE FROM flag_page WHERE id BETWEEN ? AND ?', pageRow(key, 0), lastPageRow(key));
  statements.run('DELETE FROM rendered_chunk WHERE id BETWEEN ? AND ?', chunkRow(key, 0), lastChunkRow(key));
  statements.run('DELETE FROM entry_tail WHERE id BETWEEN ? AND ?', tailRow(key, 0), lastTailRow(key));
  statements.run('DELETE FROM seen_page WHERE mailbox = ?', key);
  statements.run('DELETE FROM tombstone WHERE mailbox = ?', key);
  statements.run('DELETE FROM acl WHERE account = ? AND mailbox = ?', account.id, id);
  statements.run('DELETE FROM property WHERE account = ? AND kind = 1 AND target = ?', account.id, id);
  statements.run('DELETE FROM mailbox WHERE key = ?', key);
  account.forget(mailbox);
}

export function alterMailbox(commit: Commit, operation: AlterMailbox): Result<Done, StoreError> {
  const found = commit.mailbox(operation.mailbox, Right.administer);
  if (!found.ok) return found;
  const mailbox = found.value;
  const { role, seenState } = operation;
  const permitted = mayTakeRole(commit, role ?? undefined, mailbox);
  if (!permitted.ok) return permitted;
  if (role === null && mailbox.role !== undefined) {
    mailbox.role = undefined;
    attributesChanged(commit, mailbox);
  }
  if (role !== undefined && role !== null) giveRole(commit, mailbox, role);
  if (seenState !== undefined && seenState !== mailbox.seenState) {
    mailbox.seenState = seenState;
    attributesChanged(commit, mailbox);
  }
  return ok({ kind: 'alterMailbox' });
}

/** RFC 4314 §3.1. */
export function setAcl(commit: Commit, operation: SetAcl): Result<Done, StoreError> {
  const { account, context, statements } = commit;
  const found = commit.mailbox(operation.mailbox, Right.administer);
  if (!found.ok) return found;
  const mailbox = found.value;
  const rights = operation.rights & ALL_RIGHTS;
  if ((mailbox.acl.get(operation.identifier) ?? 0) === rights) return ok({ kind: 'setAcl' });
  const acl = new Map(mailbox.acl);
  if (rights === 0) acl.delete(operation.identifier);
  else acl.set(operation.identifier, rights);
  if (acl.size > context.limits.aclIdentifiersMax) {
    const max = context.limits.aclIdentifiersMax;
    return err(storeError('limit', `a mailbox can be shared with at most ${max} identifiers`));
  }
  statements.run(
    'DELETE FROM acl WHERE account = ? AND mailbox = ? AND identifier = ?',
    account.id,
    mailbox.id,
    operation.identifier,
  );
  if (rights !== 0) {
    statements.run(
      'INSERT INTO acl (account, mailbox, identifier, rights) VALUES (?, ?, ?, ?)',
      account.id,
      mailbox.id,
      operation.identifier,
      rights,
    );
  }
  mailbox.acl = acl;
  attributesChanged(commit, mailbox);
  return ok({ kind: 'setAcl' });
}

function attributesChanged(commit: Commit, mailbox: MailboxState): void {
  mailbox.changedModSeq = commit.modSeq;
  mailbox.dirty = true;
  commit.mailboxListChanged();
}

/** A guest needs the right on the nearest ancestor that exists (RFC 4314 §4); at the top level only the owner creates. */
function mayCreate(commit: Commit, name: string): Result<void, StoreError> {
  if (commit.isOwner) return ok(undefined);
  const parent = nearestAncestor(commit, name);
  if (parent === undefined) return err(storeError('noPermission', 'only the owner may create mailboxes here'));
  const reached = commit.mailbox(parent.id, Right.createMailbox);
  return reached.ok ? ok(undefined) : reached;
}

/** Giving a role takes it from the mailbox that has it, and so needs the right to alter that one as well. */
function mayTakeRole(
  commit: Commit,
  role: MailboxRole | undefined,
  receiver: MailboxState | undefined,
): Result<void, StoreError> {
  const holder = role === undefined ? undefined : roleHolder(commit, role);
  if (holder === undefined || holder === receiver) return ok(undefined);
  if ((commit.rights(holder) & Right.administer) !== 0) return ok(undefined);
  return err(storeError('noPermission', 'the role belongs to another mailbox'));
}

export function giveRole(commit: Commit, mailbox: MailboxState, role: MailboxRole): void {
  const holder = roleHolder(commit, role);
  if (holder === mailbox) return;
  if (holder !== undefined) {
    holder.role = undefined;
    attributesChanged(commit, holder);
  }
  mailbox.role = role;
  attributesChanged(commit, mailbox);
}

function roleHolder(commit: Commit, role: MailboxRole): MailboxState | undefined {
  for (const mailbox of commit.account.mailboxes) {
    if (mailbox.role === role) return commit.account.mailbox(mailbox.id);
  }
  return undefined;
}

function descendants(commit: Commit, name: string): MailboxState[] {
  const below: MailboxState[] = [];
  for (const mailbox of commit.account.mailboxes) {
    if (isBelow(mailbox.name, name, commit.context.separator)) below.push(commit.account.mailbox(mailbox.id)!);
  }
  return below;
}
