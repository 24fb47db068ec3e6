import { err, ok, type Result } from '../../../base/index.ts';
import {
  type Copy,
  Flag,
  flagRights,
  type Move,
  type PackedFlags,
  permittedFlags,
  Right,
  type StoreError,
  storeError,
  type Transferred,
} from '../../../store/index.ts';
import type { AccountState } from '../account-state.ts';
import type { Commit } from '../commit.ts';
import { type LiftedEntry, liftEntries, messageRow, removeEntries, setPlaces, uidsLeft } from '../entries.ts';
import type { MailboxState } from '../mailbox-state.ts';
import { decodeHashes, decodePlaces, encodePlaces } from '../message-row.ts';
import type { SeenPages } from '../seen-pages.ts';

export function copy(commit: Commit, operation: Copy): Result<Transferred, StoreError> {
  const { account, context } = commit;
  const source = operation.fromAccount === undefined ? account : context.account(operation.fromAccount);
  if (source === undefined) return err(storeError('notFound', 'no such account'));
  const from = commit.mailbox(operation.from, Right.read, source);
  if (!from.ok) return from;
  const to = commit.mailbox(operation.to, Right.insert);
  if (!to.ok) return to;
  const entries = liftEntries(from.value, operation.uids);
  let octets = 0;
  for (const entry of entries) octets += entry.sizeBytes;
  if (account.wouldExceed(octets, entries.length)) return err(storeError('overQuota', 'the account is over its quota'));
  const placed = place(commit, { source, from: from.value, to: to.value, entries, keep: 'both' });
  if (!placed.ok) return placed;
  account.use(octets, entries.length);
  return ok({ kind: 'copy', ...placed.value });
}

export function move(commit: Commit, operation: Move): Result<Transferred, StoreError> {
  const from = commit.mailbox(operation.from, Right.read | Right.deleteMessages | Right.expunge);
  if (!from.ok) return from;
  const to = commit.mailbox(operation.to, Right.insert);
  if (!to.ok) return to;
  return moveEntries(commit, from.value, to.value, operation.uids, false);
}

/** Moves without asking whether the actor may; `asTheyAre`: flags too. */
export function moveEntries(
  commit: Commit,
  from: MailboxState,
  to: MailboxState,
  uids: Move['uids'],
  asTheyAre: boolean,
): Result<Transferred, StoreError> {
  const entries = liftEntries(from, uids);
  const placed = place(commit, { source: commit.account, from, to, entries, keep: 'target', asTheyAre });
  if (!placed.ok) return placed;
  removeEntries(
    commit,
    from,
    entries.map((entry) => ({ first: entry.uid, last: entry.uid })),
    'move',
  );
  return ok({ kind: 'move', ...placed.value });
}

interface Transfer {
  readonly source: AccountState;
  readonly from: MailboxState;
  readonly to: MailboxState;
  readonly entries: readonly LiftedEntry[];
  /** Whether a message keeps its place in `from`. */
  readonly keep: 'both' | 'target';
  /** Without regard to what the actor may do: the rename of INBOX. */
  readonly asTheyAre?: boolean;
}

function place(commit: Commit, transfer: Transfer): Result<Omit<Transferred, 'kind'>, StoreError> {
  const { source, from, to, entries } = transfer;
  const left = uidsLeft(to, entries.length);
  if (!left.ok) return left;
  const fromUids = Uint32Array.from(entries, (entry) => entry.uid);
  const toUids = new Uint32Array(entries.length);
  if (entries.length === 0) return ok({ uidValidity: to.uidValidity, fromUids, toUids });

  const records = from.rendered.read([{ first: fromUids[0]!, last: fromUids[fromUids.length - 1]! }]);
  const repack = arrivalFlags(commit, transfer);
  const { modSeq } = commit;
  for (let i = 0; i < entries.length; i++) {
    const entry = entries[i]!;
    const arriving = repack(entry);
    if (!arriving.ok) return arriving;
    const rendered = records.get(entry.uid);
    if (rendered === undefined) throw new Error(`mailbox ${from.key} has no rendered metadata of uid ${entry.uid}`);
    const sameAccount = source === commit.account;
    const messageId = sameAccount ? entry.messageId : commit.account.nextMessage++;
    const uid = to.addEntry(
      { ...entry, messageId, flags: arriving.value.flags, saveDate: commit.now },
      rendered,
      modSeq,
    );
    if (sameAccount) addPlace(commit, transfer, entry, uid);
    else adoptMessage(commit, transfer, entry, messageId, uid);
    if (arriving.value.seen) arriving.value.seen.set(uid, true, modSeq);
    toUids[i] = uid;
  }
  repack.flush();
  commit.entriesChanged(to);
  return ok({ uidValidity: to.uidValidity, fromUids, toUids });
}

interface ArrivalFlags {
  (entry: LiftedEntry): Result<{ readonly flags: PackedFlags; readonly seen: SeenPages | undefined }, StoreError>;
  flush(): void;
}

/**
 * The flags of entries where they arrive: those that the actor sees and may give. Where the actor's own \\Seen is kept apart in
 * the target, it goes there, and the entry keeps the owner's.
 */
function arrivalFlags(commit: Commit, { source, from, to, asTheyAre }: Transfer): ArrivalFlags {
  const ownFrom = commit.ownSeen(from, source);
  const ownTo = commit.ownSeen(to);
  const may = flagRights(commit.rights(to));
  const sameAccount = source === commit.account;
  const repack = (entry: LiftedEntry): ReturnType<ArrivalFlags> => {
    if (asTheyAre) return ok({ flags: entry.flags, seen: undefined });
    const flags = source.keywords.unpack(entry.flags);
    const ownerSeen = sameAccount ? flags.system & Flag.seen : 0;
    const system =
      ownFrom === undefined
        ? flags.system
        : (flags.system & ~Flag.seen) | (ownFrom.get(entry.uid).seen ? Flag.seen : 0);
    const permitted = permittedFlags({ system, keywords: flags.keywords }, may);
    const kept = ownTo === undefined ? permitted.system : (permitted.system & ~Flag.seen) | ownerSeen;
    const packed = commit.pack({ system: kept, keywords: permitted.keywords });
    if (!packed.ok) return packed;
    const seen = (permitted.system & Flag.seen) !== 0 ? ownTo : undefined;
    if (seen !== undefined) to.seenModSeq = commit.modSeq;
    return ok({ flags: packed.value, seen });
  };
  return Object.assign(repack, { flush: () => ownTo?.flush() });
}

/** The message, which this account has, gets one more place, or another one for that which it had. */
function addPlace(commit: Commit, transfer: Transfer, entry: LiftedEntry, uid: number): void {
  const message = messageRow(commit, commit.account, entry.messageId);
  const old = decodePlaces(message.places);
  const kept =
    transfer.keep === 'both' ? old : old.filter((at) => at.mailbox !== transfer.from.id || at.uid !== entry.uid);
  setPlaces(commit, entry.messageId, [...kept, { mailbox: transfer.to.id, uid }]);
}

/** A message of another account gets an identity here; the body is shared. */
function adoptMessage(commit: Commit, transfer: Transfer, entry: LiftedEntry, messageId: number, uid: number): void {
  const original = messageRow(commit, transfer.source, entry.messageId);
  const hashes = decodeHashes(original.thread_hashes);
  commit.context.bodies.reuse(original.body);
  commit.statements.run(
    'INSERT INTO message (account, id, thread, body, size, created_modseq, touched_modseq, thread_hashes, places) VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?)',
    commit.account.id,
    messageId,
    commit.account.threadOf(messageId, hashes),
    original.body,
    original.size,
    commit.modSeq,
    original.thread_hashes,
    encodePlaces([{ mailbox: transfer.to.id, uid }]),
  );
}
