import { err, ok, type Result } from '../../../base/index.ts';
import {
  changeFlags,
  Flag,
  type FlagRights,
  type FlagsStored,
  flagRights,
  mayChangeSome,
  type PackedFlags,
  permittedChange,
  type StoreError,
  type StoreFlags,
  storeError,
} from '../../../store/index.ts';
import type { Commit } from '../commit.ts';
import { touchMessage } from '../entries.ts';
import { placesIn } from '../mailbox-state.ts';

export function storeFlags(commit: Commit, operation: StoreFlags): Result<FlagsStored, StoreError> {
  const found = commit.mailbox(operation.mailbox, 0);
  if (!found.ok) return found;
  const mailbox = found.value;
  const may = flagRights(commit.rights(mailbox));
  if (!mayChangeSome(operation.mode, operation.flags, may))
    return err(storeError('noPermission', 'none of these flags may be changed'));

  const seen = commit.ownSeen(mailbox);
  const repack = flagChanger(commit, operation, may);
  const stored: number[] = [];
  const changed: number[] = [];
  const modified: number[] = [];
  for (const page of mailbox.pagesOf(operation.uids)) {
    for (const index of placesIn(page, operation.uids)) {
      const uid = page.uids[index]!;
      const own = seen?.get(uid);
      const before = own === undefined ? page.flags[index]! : withSeen(page.flags[index]!, own.seen);
      const modSeq = Math.max(page.modSeqs[index]!, own?.modSeq ?? 0);
      if (operation.unchangedSince !== undefined && modSeq > operation.unchangedSince) {
        modified.push(uid);
        continue;
      }
      stored.push(uid);
      const after = repack(before);
      if (!after.ok) return after;
      if (after.value === before) continue;
      changed.push(uid);
      if (seen === undefined) {
        mailbox.setFlags({ page, index }, after.value, commit.modSeq);
        continue;
      }
      const isSeen = (after.value & Flag.seen) !== 0;
      if (isSeen !== own!.seen) {
        seen.set(uid, isSeen, commit.modSeq);
        mailbox.seenModSeq = commit.modSeq;
        mailbox.dirty = true;
        touchMessage(commit, page.messageIds[index]!);
      }
      const shared = withSeen(after.value, (page.flags[index]! & Flag.seen) !== 0);
      if (shared !== page.flags[index]!) mailbox.setFlags({ page, index }, shared, commit.modSeq);
    }
  }
  seen?.flush();
  if (changed.length > 0) commit.entriesChanged(mailbox);
  return ok({
    kind: 'storeFlags',
    stored: Uint32Array.from(stored),
    changed: Uint32Array.from(changed),
    modified: Uint32Array.from(modified),
  });
}

/** A function from packed flags to what they become, which works out each distinct value once. */
function flagChanger(
  commit: Commit,
  operation: StoreFlags,
  may: FlagRights,
): (packed: PackedFlags) => Result<PackedFlags, StoreError> {
  const { mode, flags } = operation;
  const known = new Map<PackedFlags, Result<PackedFlags, StoreError>>();
  return (packed) => {
    let result = known.get(packed);
    if (result === undefined) {
      const before = commit.account.keywords.unpack(packed);
      result = commit.pack(permittedChange(before, changeFlags(before, mode, flags), may));
      known.set(packed, result);
    }
    return result;
  };
}

function withSeen(packed: PackedFlags, seen: boolean): PackedFlags {
  return (seen ? packed | Flag.seen : packed & ~Flag.seen) >>> 0;
}
