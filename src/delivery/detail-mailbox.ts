import type { AccountId, MailboxId } from '../base/index.ts';
import { type Store, SYSTEM } from '../store/index.ts';

/**
 * The mailbox that a sub-address names (RFC 5233): `anna+Lists/rookery@` is the mailbox `Lists/rookery`. The exact
 * name goes first, then one that differs by case alone, because a local part may lose its case on the way. Undefined
 * if there is none: then the mail goes to INBOX; an address that strangers may invent creates nothing.
 */
export async function findDetailMailbox(
  store: Store,
  account: AccountId,
  detail: string,
): Promise<MailboxId | undefined> {
  const mailboxes = await store.mailboxes(account, SYSTEM);
  if (!mailboxes.ok) return undefined;
  const wanted = detail.normalize('NFC');
  const folded = wanted.toLowerCase();
  const found =
    mailboxes.value.find((mailbox) => mailbox.name === wanted) ??
    mailboxes.value.find((mailbox) => mailbox.name.toLowerCase() === folded);
  return found?.id;
}
