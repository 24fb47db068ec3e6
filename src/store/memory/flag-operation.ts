import { type AccountId, err, type MessageId, ok, type Result } from '../../base/index.ts';
import { type StoreError, storeError } from '../error.ts';
import { flagRights, mayChangeSome, permittedChange } from '../flag-rights.ts';
import { changeFlags, Flag, type PackedFlags } from '../flags.ts';
import type { FlagsStored, StoreFlags } from '../operation.ts';
import type { Entry } from '../page.ts';
import { entriesIn } from '../uid-set.ts';
import { hasOwnSeen } from './account.ts';
import type { Draft } from './draft.ts';
import { withReplaced } from './page-edit.ts';
import { pagesSeenBy, setSeen } from './seen.ts';

/** RFC 9051 §6.4.6, RFC 7162 §3.1.3, RFC 4314 §4. */
export function storeFlags(draft: Draft, operation: StoreFlags): Result<FlagsStored, StoreError> {
  const found = draft.mailbox(operation.mailbox, 0);
  if (!found.ok) return found;
  const mailbox = found.value;
  const may = flagRights(draft.rights(mailbox));
  if (!mayChangeSome(operation.mode, operation.flags, may))
    return err(storeError('noPermission', 'none of the flags may be changed'));

  const apart = hasOwnSeen(draft.account, mailbox, draft.actor);
  const pages = apart ? pagesSeenBy(mailbox, draft.actor as AccountId) : mailbox.pages;
  const { mode, flags, unchangedSince = Number.POSITIVE_INFINITY } = operation;
  const stored: number[] = [];
  const modified: number[] = [];
  const changed: Change[] = [];
  for (const entry of entriesIn(pages, operation.uids)) {
    if (entry.modSeq > unchangedSince) {
      modified.push(entry.uid);
      continue;
    }
    stored.push(entry.uid);
    const before = draft.flagsOf(entry.flags);
    const after = draft.pack(permittedChange(before, changeFlags(before, mode, flags), may));
    if (!after.ok) return after;
    if (after.value !== entry.flags) changed.push({ entry, after: after.value });
  }
  writeChanges(draft, operation, changed, apart);
  return ok({
    kind: 'storeFlags',
    stored: Uint32Array.from(stored),
    changed: Uint32Array.from(changed, ({ entry }) => entry.uid),
    modified: Uint32Array.from(modified),
  });
}

interface Change {
  /** As the actor sees it. */
  readonly entry: Entry;
  readonly after: PackedFlags;
}

/**
 * Where the actor's \Seen is kept apart, a change of it touches his own alone, and the entry only takes part in the
 * change of other flags.
 */
function writeChanges(draft: Draft, operation: StoreFlags, changes: readonly Change[], apart: boolean): void {
  if (changes.length === 0) return;
  const mailbox = draft.account.mailboxes.get(operation.mailbox)!;
  const { modSeq } = draft;
  for (const { entry } of changes) draft.messageChanged(entry.messageId as MessageId);
  if (!apart) {
    const entries = changes.map(({ entry, after }) => ({ ...entry, flags: after, modSeq }));
    draft.journal.assign(mailbox, { pages: withReplaced(mailbox.pages, entries) });
    draft.entriesChanged(mailbox);
    return;
  }
  const own = changes.filter(({ entry, after }) => ((entry.flags ^ after) & Flag.seen) !== 0);
  const seen = own.map(({ entry, after }) => ({ uid: entry.uid, seen: (after & Flag.seen) !== 0 }));
  setSeen(mailbox, draft.actor as AccountId, seen, modSeq, draft.journal);
  draft.seenChanged(mailbox);
  const flagsAfter = new Map(changes.map(({ entry, after }) => [entry.uid, after]));
  const uids = changes.map(({ entry }) => ({ first: entry.uid, last: entry.uid }));
  const entries = [...entriesIn(mailbox.pages, uids)].flatMap((entry) => {
    const flags = ((flagsAfter.get(entry.uid)! & ~Flag.seen) | (entry.flags & Flag.seen)) >>> 0;
    return flags === entry.flags ? [] : [{ ...entry, flags, modSeq }];
  });
  if (entries.length === 0) return;
  draft.journal.assign(mailbox, { pages: withReplaced(mailbox.pages, entries) });
  draft.entriesChanged(mailbox);
}
