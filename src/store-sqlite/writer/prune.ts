import type { Statements } from '../statements.ts';
import type { AccountState } from './account-state.ts';
import type { MailboxState } from './mailbox-state.ts';

/** Forgets a mailbox's oldest tombstones past the limit, and notes how far back they are no longer whole. */
export function pruneTombstones(statements: Statements, mailbox: MailboxState, max: number): void {
  while (mailbox.tombstones > max) {
    const oldest = statements.row<{ modseq: number; count: number; uids: Uint8Array }>(
      'SELECT modseq, count, uids FROM tombstone WHERE mailbox = ? ORDER BY modseq LIMIT 1',
      mailbox.key,
    );
    if (oldest === undefined) throw new Error(`mailbox ${mailbox.key} counts tombstones that are not there`);
    const excess = Math.min(oldest.count, mailbox.tombstones - max);
    if (excess === oldest.count) {
      statements.run('DELETE FROM tombstone WHERE mailbox = ? AND modseq = ?', mailbox.key, oldest.modseq);
    } else {
      statements.run(
        'UPDATE tombstone SET count = ?, uids = ? WHERE mailbox = ? AND modseq = ?',
        oldest.count - excess,
        oldest.uids.slice(excess * 4),
        mailbox.key,
        oldest.modseq,
      );
    }
    mailbox.tombstones -= excess;
    mailbox.prunedModSeq = oldest.modseq;
    mailbox.dirty = true;
  }
}

/** The same for the account's traces of destroyed messages. */
export function pruneDestroyed(statements: Statements, account: AccountState, max: number): void {
  while (account.messagesGone > max) {
    const oldest = statements.row<{ modseq: number; count: number; ids: Uint8Array; created_modseqs: Uint8Array }>(
      'SELECT modseq, count, ids, created_modseqs FROM message_gone WHERE account = ? ORDER BY modseq LIMIT 1',
      account.id,
    );
    if (oldest === undefined) throw new Error(`account ${account.id} counts destroyed messages that are not there`);
    const excess = Math.min(oldest.count, account.messagesGone - max);
    if (excess === oldest.count) {
      statements.run('DELETE FROM message_gone WHERE account = ? AND modseq = ?', account.id, oldest.modseq);
    } else {
      statements.run(
        'UPDATE message_gone SET count = ?, ids = ?, created_modseqs = ? WHERE account = ? AND modseq = ?',
        oldest.count - excess,
        oldest.ids.slice(excess * 4),
        oldest.created_modseqs.slice(excess * 8),
        account.id,
        oldest.modseq,
      );
    }
    account.messagesGone -= excess;
    account.prunedModSeq = Math.max(account.prunedModSeq, oldest.modseq);
    account.dirty = true;
  }
}

/** The same for its traces of deleted mailboxes. */
export function pruneMailboxesGone(statements: Statements, account: AccountState, max: number): void {
  while (account.mailboxesGone > max) {
    const oldest = statements.row<{ modseq: number; mailbox: number }>(
      'SELECT modseq, mailbox FROM mailbox_gone WHERE account = ? ORDER BY modseq LIMIT 1',
      account.id,
    );
    if (oldest === undefined) throw new Error(`account ${account.id} counts deleted mailboxes that are not there`);
    statements.run(
      'DELETE FROM mailbox_gone WHERE account = ? AND modseq = ? AND mailbox = ?',
      account.id,
      oldest.modseq,
      oldest.mailbox,
    );
    account.mailboxesGone--;
    account.prunedModSeq = Math.max(account.prunedModSeq, oldest.modseq);
    account.dirty = true;
  }
}
