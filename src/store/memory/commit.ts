import { ok, type Result, unreachable } from '../../base/index.ts';
import type { StoreError } from '../error.ts';
import type { Operation, OperationResult } from '../operation.ts';
import { setProperty, setQuota, subscribe } from './account-operation.ts';
import { adoptUids } from './adopt-uids.ts';
import type { Draft } from './draft.ts';
import { storeFlags } from './flag-operation.ts';
import { alterMailbox, createMailbox, deleteMailbox, renameMailbox, setAcl } from './mailbox-operation.ts';
import { append, claimRecent, copy, expunge, move } from './message-operation.ts';

/** Runs operations in order, each on what the ones before it left. At the first refusal the caller rolls back. */
export function runOperations(
  draft: Draft,
  operations: readonly Operation[],
): Result<readonly OperationResult[], StoreError> {
  const results: OperationResult[] = [];
  for (const operation of operations) {
    const result = runOperation(draft, operation);
    if (!result.ok) return result;
    results.push(result.value);
  }
  return ok(results);
}

function runOperation(draft: Draft, operation: Operation): Result<OperationResult, StoreError> {
  switch (operation.kind) {
    case 'createMailbox':
      return createMailbox(draft, operation);
    case 'renameMailbox':
      return renameMailbox(draft, operation);
    case 'deleteMailbox':
      return deleteMailbox(draft, operation);
    case 'alterMailbox':
      return alterMailbox(draft, operation);
    case 'subscribe':
      return subscribe(draft, operation);
    case 'setAcl':
      return setAcl(draft, operation);
    case 'setQuota':
      return setQuota(draft, operation);
    case 'adoptUids':
      return adoptUids(draft, operation);
    case 'setProperty':
      return setProperty(draft, operation);
    case 'append':
      return append(draft, operation);
    case 'storeFlags':
      return storeFlags(draft, operation);
    case 'copy':
      return copy(draft, operation);
    case 'move':
      return move(draft, operation);
    case 'expunge':
      return expunge(draft, operation);
    case 'claimRecent':
      return claimRecent(draft, operation);
    default:
      return unreachable(operation);
  }
}
