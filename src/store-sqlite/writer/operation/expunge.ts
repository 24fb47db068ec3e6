import { ok, type Result, uid } from '../../../base/index.ts';
import {
  type ClaimRecent,
  type Expunge,
  type Expunged,
  type RecentClaimed,
  Right,
  type StoreError,
} from '../../../store/index.ts';
import type { Commit } from '../commit.ts';
import { removeEntries } from '../entries.ts';

export function expunge(commit: Commit, operation: Expunge): Result<Expunged, StoreError> {
  const found = commit.mailbox(operation.mailbox, Right.expunge);
  if (!found.ok) return found;
  const removed = removeEntries(commit, found.value, operation.uids, 'expunge', operation.onlyDeleted);
  return ok({ kind: 'expunge', uids: Uint32Array.from(removed) });
}

export function claimRecent(commit: Commit, operation: ClaimRecent): Result<RecentClaimed, StoreError> {
  const found = commit.mailbox(operation.mailbox, Right.read);
  if (!found.ok) return found;
  const mailbox = found.value;
  const firstRecentUid = uid(mailbox.recentUid);
  if (mailbox.recentUid !== mailbox.uidNext) {
    commit.mutated = true;
    mailbox.recentUid = mailbox.uidNext;
    mailbox.dirty = true;
  }
  return ok({ kind: 'claimRecent', firstRecentUid, endRecentUid: uid(mailbox.uidNext) });
}
