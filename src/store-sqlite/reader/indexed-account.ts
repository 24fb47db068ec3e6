import type { AccountId } from '../../base/index.ts';
import type { IndexedAccount } from '../../store/index.ts';
import type { Statements } from '../statements.ts';

export type AccountToIndex = IndexedAccount & { readonly nextMessage: number };

/** The key of an account's INBOX is never given twice, and INBOX stays as long as the account: that is its birth. */
const ACCOUNTS = `SELECT account.id AS account, key AS birth, modseq AS modSeq, next_message AS nextMessage
  FROM account JOIN mailbox ON mailbox.account = account.id AND mailbox.id = 1`;

export function indexedAccount(statements: Statements, account: AccountId): AccountToIndex | undefined {
  return statements.row<AccountToIndex>(`${ACCOUNTS} WHERE account.id = ?`, account);
}

export function indexedAccounts(statements: Statements): readonly AccountToIndex[] {
  return statements.rows<AccountToIndex>(ACCOUNTS);
}
