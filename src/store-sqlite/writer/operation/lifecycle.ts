import { ok, type Result } from '../../../base/index.ts';
import { canonicalMailboxName, type DefaultMailbox, INBOX, type StoreError } from '../../../store/index.ts';
import type { Commit } from '../commit.ts';
import { makeMailbox } from '../make-mailbox.ts';
import { eraseMailbox, giveRole } from './mailbox.ts';

/** INBOX and the mailboxes that a new account is given. */
export function makeDefaultMailboxes(commit: Commit, wanted: readonly DefaultMailbox[]): Result<void, StoreError> {
  const inbox = makeMailbox(commit, INBOX);
  if (!inbox.ok) return inbox;
  giveRole(commit, inbox.value, 'inbox');
  for (const { name, role } of wanted) {
    const canonical = canonicalMailboxName(name, commit.context.separator, commit.context.limits);
    if (!canonical.ok) return canonical;
    const there = commit.account.mailboxNamed(canonical.value);
    const made = there === undefined ? makeMailbox(commit, canonical.value) : ok(there);
    if (!made.ok) return made;
    if (role !== undefined) giveRole(commit, made.value, role);
  }
  return ok(undefined);
}

/** Removes every row of an account. */
export function removeAccount(commit: Commit): void {
  const { account, statements, context } = commit;
  for (const { body } of statements.rows<{ body: number }>('SELECT body FROM message WHERE account = ?', account.id)) {
    context.bodies.disuse(body);
  }
  for (const mailbox of [...account.mailboxes]) eraseMailbox(commit, mailbox);
  for (const table of [
    'message',
    'message_gone',
    'mailbox_gone',
    'subscription',
    'keyword_set',
    'property',
    'thread_key',
  ]) {
    statements.run(`DELETE FROM ${table} WHERE account = ?`, account.id);
  }
  statements.run('DELETE FROM account WHERE id = ?', account.id);
}
