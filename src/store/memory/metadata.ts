import type { MessageId } from '../../base/index.ts';
import type { MetadataRow } from '../contract.ts';
import type { UidRange } from '../operation.ts';
import { chunkOf } from '../page.ts';
import type { MailboxSnapshot } from '../snapshot.ts';
import { entriesIn } from '../uid-set.ts';
import type { AccountData } from './account.ts';

/** Rendered records of the snapshot's entries, in batches by chunk; those that are gone by then are left out. */
export function* readMetadata(
  account: () => AccountData | undefined,
  snapshot: MailboxSnapshot,
  uids: readonly UidRange[],
): Generator<readonly MetadataRow[]> {
  let batch: { uid: number; messageId: number }[] = [];
  for (const { uid, messageId } of entriesIn(snapshot.pages, uids)) {
    if (batch.length > 0 && chunkOf(batch[0]!.uid) !== chunkOf(uid)) {
      yield* present(account(), snapshot, batch);
      batch = [];
    }
    batch.push({ uid, messageId });
  }
  yield* present(account(), snapshot, batch);
}

function* present(
  account: AccountData | undefined,
  snapshot: MailboxSnapshot,
  batch: readonly { uid: number; messageId: number }[],
): Generator<readonly MetadataRow[]> {
  const rows: MetadataRow[] = [];
  for (const { uid, messageId } of batch) {
    const message = account?.messages.get(messageId as MessageId);
    const here = message?.places.some((place) => place.mailbox === snapshot.mailboxId && place.uid === uid);
    if (message !== undefined && here) rows.push({ uid, rendered: message.rendered });
  }
  if (rows.length > 0) yield rows;
}
