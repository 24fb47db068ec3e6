import { type AccountId, modSeq } from '../../base/index.ts';
import type { AccountState } from '../../store/index.ts';
import type { Statements } from '../statements.ts';

/** The state of an account that is there. */
export function readAccountState(statements: Statements, account: AccountId): AccountState {
  const row = statements.row<{
    modseq: number;
    storage_max: number | null;
    messages_max: number | null;
    storage_used: number;
    messages_used: number;
  }>('SELECT modseq, storage_max, messages_max, storage_used, messages_used FROM account WHERE id = ?', account)!;
  const quota = {
    storageMaxBytes: row.storage_max ?? undefined,
    messagesMax: row.messages_max ?? undefined,
    storageBytes: row.storage_used,
    messages: row.messages_used,
  };
  return { modSeq: modSeq(row.modseq), quota };
}
