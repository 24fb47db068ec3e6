import { err, ok, type Result } from '../../../base/index.ts';
import {
  ADOPTED_UID_VALIDITY_MAX,
  type AdoptUids,
  type Done,
  type StoreError,
  SYSTEM,
  storeError,
  UID_NEXT_MAX,
} from '../../../store/index.ts';
import type { Commit } from '../commit.ts';
import type { MailboxState } from '../mailbox-state.ts';

export function adoptUids(commit: Commit, operation: AdoptUids): Result<Done, StoreError> {
  const found = commit.mailbox(operation.mailbox, 0);
  if (!found.ok) return found;
  if (commit.actor !== SYSTEM) return err(storeError('noPermission', 'only the system sets uids'));
  const mailbox = found.value;
  const { uidValidity = mailbox.uidValidity, uidNext = mailbox.uidNext } = operation;
  const refused = checkUidValidity(commit, mailbox, uidValidity) ?? checkUidNext(mailbox, uidNext);
  if (refused !== undefined) return err(refused);
  if (uidValidity === mailbox.uidValidity && uidNext === mailbox.uidNext) return ok({ kind: 'adoptUids' });
  const { account, modSeq } = commit;
  mailbox.uidValidity = uidValidity;
  mailbox.uidNext = uidNext;
  mailbox.changedModSeq = modSeq;
  mailbox.dirty = true;
  account.lastUidValidity = Math.max(account.lastUidValidity, uidValidity);
  account.dirty = true;
  commit.mailboxListChanged();
  return ok({ kind: 'adoptUids' });
}

/** What a deleted mailbox had is not remembered: once there was one, only a uidvalidity above all is known to be new. */
function checkUidValidity({ account }: Commit, mailbox: MailboxState, uidValidity: number): StoreError | undefined {
  if (uidValidity === mailbox.uidValidity) return undefined;
  if (mailbox.uidNext !== 1) return storeError('inUse', 'the mailbox has had messages');
  const forgotten = account.mailboxesGone > 0 || account.prunedModSeq > 0;
  const taken = [...account.mailboxes].some((other) => other.uidValidity === uidValidity);
  if (taken || (forgotten && uidValidity <= account.lastUidValidity)) {
    return storeError('exists', 'another mailbox has or had that uidvalidity');
  }
  if (Number.isInteger(uidValidity) && uidValidity >= 1 && uidValidity <= ADOPTED_UID_VALIDITY_MAX) return undefined;
  return storeError('limit', `a uidvalidity lies between 1 and ${ADOPTED_UID_VALIDITY_MAX}`);
}

function checkUidNext(mailbox: MailboxState, uidNext: number): StoreError | undefined {
  if (uidNext < mailbox.uidNext) return storeError('exists', 'that uid may have been given out');
  if (Number.isInteger(uidNext) && uidNext <= UID_NEXT_MAX) return undefined;
  return storeError('limit', `the next uid is at most ${UID_NEXT_MAX}`);
}
