import { err, type MessageId, ok, type Result, type Uid } from '../../base/index.ts';
import { type StoreError, storeError } from '../error.ts';
import type { Entry } from '../page.ts';
import type { MailboxData } from './account.ts';
import { usage } from './count.ts';
import type { Draft } from './draft.ts';
import { withAdded, withRemoved } from './page-edit.ts';
import { dropSeen } from './seen.ts';

const UID_MAX = 0xffffffff;

/** What an entry is before it has a uid. */
export type NewEntry = Pick<Entry, 'flags' | 'messageId' | 'sizeBytes' | 'internalDate'>;

/** Puts entries into a mailbox, in order, and gives their uids. */
export function addEntries(
  draft: Draft,
  mailbox: MailboxData,
  additions: readonly NewEntry[],
): Result<Uint32Array, StoreError> {
  const first = mailbox.uidNext;
  if (additions.length === 0) return ok(new Uint32Array(0));
  if (first + additions.length > UID_MAX) return err(storeError('limit', 'the mailbox has used up its uids'));
  const entries = additions.map(
    (addition, index): Entry => ({ ...addition, uid: first + index, modSeq: draft.modSeq, saveDate: draft.now }),
  );
  draft.journal.assign(mailbox, {
    pages: withAdded(mailbox.pages, entries),
    uidNext: (first + entries.length) as Uid,
  });
  draft.entriesChanged(mailbox);
  for (const entry of entries) draft.addPlace(entry.messageId as MessageId, mailbox.id, entry.uid);
  return ok(Uint32Array.from(entries, (entry) => entry.uid));
}

/** Takes entries out of a mailbox and leaves tombstones. */
export function removeEntries(draft: Draft, mailbox: MailboxData, entries: readonly Entry[]): void {
  if (entries.length === 0) return;
  const uids = entries.map((entry) => entry.uid);
  draft.journal.assign(mailbox, { pages: withRemoved(mailbox.pages, entries) });
  draft.entriesChanged(mailbox);
  dropSeen(mailbox, uids, draft.journal);
  for (const entry of entries) {
    draft.journal.push(mailbox.tombstones, { uid: entry.uid, modSeq: draft.modSeq });
    draft.removePlace(entry.messageId as MessageId, mailbox.id, entry.uid);
  }
}

/** Whether the account has room for more entries; what exists may pass a limit that was lowered later. */
export function checkQuota(draft: Draft, messages: number, sizeBytes: number): StoreError | undefined {
  const { storageMaxBytes, messagesMax } = draft.account;
  if (messages === 0 || (storageMaxBytes === undefined && messagesMax === undefined)) return undefined;
  const used = usage(draft.account);
  if (storageMaxBytes !== undefined && sizeBytes > 0 && used.sizeBytes + sizeBytes > storageMaxBytes) {
    return storeError('overQuota', 'the mail would pass the limit of octets');
  }
  if (messagesMax !== undefined && used.messages + messages > messagesMax) {
    return storeError('overQuota', 'the mail would pass the limit of messages');
  }
  return undefined;
}
