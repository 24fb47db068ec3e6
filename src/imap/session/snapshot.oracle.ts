import assert from 'node:assert/strict';
import { type MailboxSnapshot, SYSTEM } from '../../store/index.ts';
import { ANNA, type World } from '../testing.ts';

/** Anna's INBOX as it is, once the given uids are expunged. */
export async function openInbox({ store }: World, gone: readonly number[] = []): Promise<MailboxSnapshot> {
  const mailboxes = await store.mailboxes(ANNA, SYSTEM);
  assert.ok(mailboxes.ok);
  const mailbox = mailboxes.value[0]!.id;
  const uids = gone.map((uid) => ({ first: uid, last: uid }));
  if (gone.length > 0) await store.commit(ANNA, SYSTEM, [{ kind: 'expunge', mailbox, uids, onlyDeleted: false }]);
  const opened = await store.openMailbox(ANNA, mailbox, ANNA);
  assert.ok(opened.ok);
  return opened.value;
}
