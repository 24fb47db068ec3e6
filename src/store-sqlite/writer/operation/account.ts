import { encodeUtf8, equalBytes, err, ok, type Result } from '../../../base/index.ts';
import {
  canonicalMailboxName,
  type Done,
  type PropertyTarget,
  Right,
  type SetProperty,
  type SetQuota,
  type StoreError,
  type Subscribe,
  SYSTEM,
  storeError,
} from '../../../store/index.ts';
import { propertyTarget } from '../../property-target.ts';
import type { Commit } from '../commit.ts';
import { decodePlaces } from '../message-row.ts';

/** RFC 9051 §6.3.7: the name need not exist, and stays when a mailbox of that name goes. */
export function subscribe(commit: Commit, operation: Subscribe): Result<Done, StoreError> {
  const { account, context, statements } = commit;
  const name = canonicalMailboxName(operation.name, context.separator, context.limits);
  if (!name.ok) return name;
  const key = [account.id, commit.actorId, name.value] as const;
  const known = statements.row('SELECT 1 FROM subscription WHERE account = ? AND actor = ? AND name = ?', ...key);
  if ((known !== undefined) === operation.subscribed) return ok({ kind: 'subscribe' });
  if (operation.subscribed) {
    const { count } = statements.row<{ count: number }>(
      'SELECT count(*) AS count FROM subscription WHERE account = ? AND actor = ?',
      account.id,
      commit.actorId,
    )!;
    if (count >= context.limits.subscriptionsMax) {
      const max = context.limits.subscriptionsMax;
      return err(storeError('limit', `at most ${max} mailboxes can be subscribed to`));
    }
    statements.run('INSERT INTO subscription (account, actor, name) VALUES (?, ?, ?)', ...key);
  } else {
    statements.run('DELETE FROM subscription WHERE account = ? AND actor = ? AND name = ?', ...key);
  }
  changesSomething(commit);
  commit.mailboxListChanged();
  return ok({ kind: 'subscribe' });
}

export function setQuota(commit: Commit, operation: SetQuota): Result<Done, StoreError> {
  const { account } = commit;
  if (commit.actor !== SYSTEM) return err(storeError('noPermission', 'only the system sets quotas'));
  const { storageMaxBytes, messagesMax } = operation;
  if (account.storageMaxBytes !== storageMaxBytes || account.messagesMax !== messagesMax) {
    account.storageMaxBytes = storageMaxBytes;
    account.messagesMax = messagesMax;
    account.dirty = true;
    changesSomething(commit);
  }
  return ok({ kind: 'setQuota' });
}

export function setProperty(commit: Commit, operation: SetProperty): Result<Done, StoreError> {
  const { account, context, statements } = commit;
  const { target, name, value } = operation;
  const permitted = maySetProperty(commit, target);
  if (!permitted.ok) return permitted;
  if (encodeUtf8(name).length + (value?.length ?? 0) > context.limits.propertyMaxBytes) {
    return err(storeError('limit', `a property can have at most ${context.limits.propertyMaxBytes} octets`));
  }
  const { kind, id } = propertyTarget(target);
  const key = [account.id, kind, id] as const;
  const known = statements.row<{ value: Uint8Array | null }>(
    'SELECT value FROM property WHERE account = ? AND kind = ? AND target = ? AND name = ?',
    ...key,
    name,
  );
  if (sameValue(known?.value ?? null, value)) return ok({ kind: 'setProperty' });
  if (value !== null && (known?.value ?? null) === null) {
    const { count } = statements.row<{ count: number }>(
      'SELECT count(*) AS count FROM property WHERE account = ? AND kind = ? AND target = ? AND value IS NOT NULL',
      ...key,
    )!;
    if (count >= context.limits.propertiesPerTargetMax) {
      const max = context.limits.propertiesPerTargetMax;
      return err(storeError('limit', `at most ${max} properties can hang on one thing`));
    }
  }
  // A removed property stays as a row without a value, so that the log can tell its removal.
  statements.run(
    'INSERT OR REPLACE INTO property (account, kind, target, name, value, modseq) VALUES (?, ?, ?, ?, ?, ?)',
    ...key,
    name,
    value,
    commit.modSeq,
  );
  pruneProperties(commit, key);
  const mailbox = target.kind === 'mailbox' ? account.mailbox(target.mailbox) : undefined;
  if (mailbox !== undefined) {
    mailbox.changedModSeq = commit.modSeq;
    mailbox.dirty = true;
  }
  return ok({ kind: 'setProperty' });
}

/** Traces of removed properties are kept as many as properties may be. */
function pruneProperties(commit: Commit, key: readonly [number, number, number]): void {
  const { account, context, statements } = commit;
  const max = context.limits.propertiesPerTargetMax;
  const { total, traces } = statements.row<{ total: number; traces: number }>(
    `SELECT count(*) AS total, sum(value IS NULL) AS traces FROM property WHERE account = ? AND kind = ? AND target = ?`,
    ...key,
  )!;
  if (total <= max || traces <= max) return;
  const pruned = statements.rows<{ name: string; modseq: number }>(
    `SELECT name, modseq FROM property WHERE account = ? AND kind = ? AND target = ? AND value IS NULL ORDER BY modseq LIMIT ?`,
    ...key,
    traces - max,
  );
  for (const trace of pruned) {
    statements.run(
      'DELETE FROM property WHERE account = ? AND kind = ? AND target = ? AND name = ?',
      ...key,
      trace.name,
    );
    account.prunedModSeq = Math.max(account.prunedModSeq, trace.modseq);
  }
}

/** The account's are the owner's; a mailbox's need `w` on it, a message's `w` on a mailbox where it lies. */
function maySetProperty(commit: Commit, target: PropertyTarget): Result<void, StoreError> {
  const { account } = commit;
  if (target.kind === 'account') {
    return commit.isOwner
      ? ok(undefined)
      : err(storeError('noPermission', 'the properties of the account are its owner’s'));
  }
  if (target.kind === 'mailbox') {
    const reached = commit.mailbox(target.mailbox, Right.write);
    return reached.ok ? ok(undefined) : reached;
  }
  const row = commit.statements.row<{ places: Uint8Array }>(
    'SELECT places FROM message WHERE account = ? AND id = ?',
    account.id,
    target.message,
  );
  if (row === undefined) {
    const wasThere = target.message >= 1 && target.message < account.nextMessage;
    return err(wasThere ? storeError('expunged', 'the message is gone') : storeError('notFound', 'no such message'));
  }
  let refusal = storeError('notFound', 'no such message');
  for (const place of decodePlaces(row.places)) {
    const reached = commit.mailbox(place.mailbox, Right.write);
    if (reached.ok) return ok(undefined);
    if (reached.error.code === 'noPermission') refusal = reached.error;
  }
  return err(refusal);
}

/** Asking for the modseq marks the commit as one that takes it. */
function changesSomething(commit: Commit): number {
  return commit.modSeq;
}

function sameValue(a: Uint8Array | null, b: Uint8Array | null): boolean {
  return a === null || b === null ? a === b : equalBytes(a, b);
}
