import { err, ok, type Result } from '../../base/index.ts';
import { parentName, type StoreError, storeError } from '../../store/index.ts';
import type { Commit } from './commit.ts';
import { MailboxState } from './mailbox-state.ts';

/** Makes a mailbox and the parents that it lacks, the outermost first. The name is canonical and free. */
export function makeMailbox(commit: Commit, name: string): Result<MailboxState, StoreError> {
  const parents = makeParents(commit, name);
  return parents.ok ? makeOne(commit, name) : parents;
}

export function makeParents(commit: Commit, name: string): Result<void, StoreError> {
  const missing: string[] = [];
  for (const above of ancestors(commit, name)) {
    if (commit.account.mailboxNamed(above) !== undefined) break;
    missing.unshift(above);
  }
  for (const parent of missing) {
    const made = makeOne(commit, parent);
    if (!made.ok) return made;
  }
  return ok(undefined);
}

export function nearestAncestor(commit: Commit, name: string): MailboxState | undefined {
  for (const above of ancestors(commit, name)) {
    const mailbox = commit.account.mailboxNamed(above);
    if (mailbox !== undefined) return mailbox;
  }
  return undefined;
}

function* ancestors(commit: Commit, name: string): Generator<string> {
  const { separator } = commit.context;
  for (let above = parentName(name, separator); above !== undefined; above = parentName(above, separator)) yield above;
}

function makeOne(commit: Commit, name: string): Result<MailboxState, StoreError> {
  const { account, context, statements } = commit;
  if (account.mailboxCount >= context.limits.mailboxesMax) {
    return err(storeError('limit', `an account can have at most ${context.limits.mailboxesMax} mailboxes`));
  }
  const { modSeq } = commit;
  const id = account.nextMailbox++;
  // Grows strictly, so that a mailbox made in place of a deleted one of that name never has its uidvalidity.
  const uidValidity = Math.max(Math.floor(commit.now / 1000), account.lastUidValidity + 1);
  account.lastUidValidity = uidValidity;
  const row = {
    id,
    name,
    role: null,
    seen_state: 'shared' as const,
    uidvalidity: uidValidity,
    uidnext: 1,
    recent_uid: 1,
    highest_modseq: modSeq,
    created_modseq: modSeq,
    changed_modseq: modSeq,
    seen_modseq: 0,
    messages: 0,
    unseen: 0,
    deleted: 0,
    size: 0,
    tombstones: 0,
    pruned_modseq: 0,
  };
  const columns = Object.keys(row);
  const key = statements.insert(
    `INSERT INTO mailbox (account, ${columns.join(', ')}) VALUES (?${', ?'.repeat(columns.length)})`,
    account.id,
    ...Object.values(row),
  );
  // RFC 4314 §4: a new mailbox inherits from its parent.
  const acl = nearestAncestor(commit, name)?.acl ?? new Map();
  for (const [identifier, rights] of acl) {
    statements.run(
      'INSERT INTO acl (account, mailbox, identifier, rights) VALUES (?, ?, ?, ?)',
      account.id,
      id,
      identifier,
      rights,
    );
  }
  const mailbox = new MailboxState({ ...row, key }, acl, statements);
  account.adopt(mailbox);
  commit.mailboxListChanged();
  return ok(mailbox);
}
