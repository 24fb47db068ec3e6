import { type Result, unreachable } from '../../base/index.ts';
import type { Operation, OperationResult, StoreError } from '../../store/index.ts';
import type { Commit } from './commit.ts';
import { setProperty, setQuota, subscribe } from './operation/account.ts';
import { adoptUids } from './operation/adopt-uids.ts';
import { append, type StoredAppend } from './operation/append.ts';
import { claimRecent, expunge } from './operation/expunge.ts';
import { alterMailbox, createMailbox, deleteMailbox, renameMailbox, setAcl } from './operation/mailbox.ts';
import { storeFlags } from './operation/store-flags.ts';
import { copy, move } from './operation/transfer.ts';

/** An operation whose body, if it has one, the writer knows by its token. */
export type StoredOperation = Exclude<Operation, { kind: 'append' }> | StoredAppend;

export function runOperation(commit: Commit, operation: StoredOperation): Result<OperationResult, StoreError> {
  switch (operation.kind) {
    case 'append':
      return append(commit, operation);
    case 'storeFlags':
      return storeFlags(commit, operation);
    case 'copy':
      return copy(commit, operation);
    case 'move':
      return move(commit, operation);
    case 'expunge':
      return expunge(commit, operation);
    case 'claimRecent':
      return claimRecent(commit, operation);
    case 'createMailbox':
      return createMailbox(commit, operation);
    case 'renameMailbox':
      return renameMailbox(commit, operation);
    case 'deleteMailbox':
      return deleteMailbox(commit, operation);
    case 'alterMailbox':
      return alterMailbox(commit, operation);
    case 'setAcl':
      return setAcl(commit, operation);
    case 'subscribe':
      return subscribe(commit, operation);
    case 'setQuota':
      return setQuota(commit, operation);
    case 'adoptUids':
      return adoptUids(commit, operation);
    case 'setProperty':
      return setProperty(commit, operation);
    default:
      return unreachable(operation);
  }
}
