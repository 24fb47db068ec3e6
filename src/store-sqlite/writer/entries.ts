import { err, ok, type Result } from '../../base/index.ts';
import { Flag, type StoreError, storeError, type UidRange } from '../../store/index.ts';
import type { AccountState } from './account-state.ts';
import type { Commit } from './commit.ts';
import type { MailboxState } from './mailbox-state.ts';
import { placesIn } from './mailbox-state.ts';
import { decodeHashes, decodePlaces, encodePlaces, type MessageRow } from './message-row.ts';

/** An entry lifted out of its page, to be put elsewhere. */
export interface LiftedEntry {
  readonly uid: number;
  readonly messageId: number;
  readonly sizeBytes: number;
  readonly internalDate: number;
  readonly flags: number;
}

export function liftEntries(mailbox: MailboxState, ranges: readonly UidRange[]): LiftedEntry[] {
  const lifted: LiftedEntry[] = [];
  for (const page of mailbox.pagesOf(ranges)) {
    for (const index of placesIn(page, ranges)) {
      lifted.push({
        uid: page.uids[index]!,
        messageId: page.messageIds[index]!,
        sizeBytes: page.sizes[index]!,
        internalDate: page.internalDates[index]!,
        flags: page.flags[index]!,
      });
    }
  }
  return lifted;
}

/** Whether `count` more entries have uids left in the mailbox. */
export function uidsLeft(mailbox: MailboxState, count: number): Result<void, StoreError> {
  return mailbox.uidNext + count > 0xffffffff ? err(storeError('limit', 'the mailbox has no uid left')) : ok(undefined);
}

export type RemoveFrom = 'expunge' | 'move';

/**
 * Takes entries out of a mailbox and leaves tombstones. With `expunge` their messages lose the place, and are destroyed
 * with the last one; with `move` the caller has given the messages their new place already.
 * Gives the uids, ascending.
 */
export function removeEntries(
  commit: Commit,
  mailbox: MailboxState,
  ranges: readonly UidRange[],
  how: RemoveFrom,
  onlyDeleted = false,
): number[] {
  const removed: number[] = [];
  for (const page of mailbox.pagesOf(ranges)) {
    let places = placesIn(page, ranges);
    if (onlyDeleted) places = places.filter((index) => (page.flags[index]! & Flag.deleted) !== 0);
    if (places.length === 0) continue;
    for (const index of places) {
      const uid = page.uids[index]!;
      removed.push(uid);
      if (how === 'expunge') {
        dropPlace(commit, page.messageIds[index]!, mailbox.id, uid);
        commit.account.use(-page.sizes[index]!, -1);
      }
    }
    mailbox.removeEntries(page, places, commit.modSeq);
  }
  if (removed.length > 0) {
    commit.entriesChanged(mailbox);
    commit.vanished(mailbox, removed);
  }
  return removed;
}

/** A message loses one place; without any left it is destroyed, and its body loses a use. */
function dropPlace(commit: Commit, messageId: number, mailboxId: number, uid: number): void {
  const message = messageRow(commit, commit.account, messageId);
  const places = decodePlaces(message.places).filter((place) => place.mailbox !== mailboxId || place.uid !== uid);
  if (places.length > 0) {
    setPlaces(commit, messageId, places);
    return;
  }
  // Before its row goes: keys that are not settled may have to be made again from the rows.
  commit.account.threads.drop(messageId, decodeHashes(message.thread_hashes));
  commit.statements.run('DELETE FROM message WHERE account = ? AND id = ?', commit.account.id, messageId);
  commit.statements.run(
    'DELETE FROM property WHERE account = ? AND kind = 2 AND target = ?',
    commit.account.id,
    messageId,
  );
  commit.context.bodies.disuse(message.body);
  commit.destroyed(messageId, message.created_modseq);
}

export function messageRow(commit: Commit, account: AccountState, messageId: number): MessageRow {
  const row = commit.statements.row<MessageRow>(
    'SELECT thread, body, size, created_modseq, thread_hashes, places FROM message WHERE account = ? AND id = ?',
    account.id,
    messageId,
  );
  if (row === undefined)
    throw new Error(`account ${account.id} has entries of message ${messageId}, which is not there`);
  return row;
}

export function setPlaces(
  commit: Commit,
  messageId: number,
  places: readonly { mailbox: number; uid: number }[],
): void {
  commit.statements.run(
    'UPDATE message SET places = ?, touched_modseq = ? WHERE account = ? AND id = ?',
    encodePlaces([...places].sort((a, b) => a.mailbox - b.mailbox || a.uid - b.uid)),
    commit.modSeq,
    commit.account.id,
    messageId,
  );
}

/** Something about a message changed that its entries' modseqs do not show. */
export function touchMessage(commit: Commit, messageId: number): void {
  commit.statements.run(
    'UPDATE message SET touched_modseq = ? WHERE account = ? AND id = ?',
    commit.modSeq,
    commit.account.id,
    messageId,
  );
}
