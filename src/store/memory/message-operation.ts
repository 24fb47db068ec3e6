import { type AccountId, err, type MessageId, ok, type Result, type Uid } from '../../base/index.ts';
import { Right } from '../acl.ts';
import { type StoreError, storeError } from '../error.ts';
import { Flag } from '../flags.ts';
import type {
  Append,
  Appended,
  ClaimRecent,
  Copy,
  Expunge,
  Expunged,
  Move,
  RecentClaimed,
  Transferred,
} from '../operation.ts';
import type { Entry } from '../page.ts';
import { threadKeyHashes } from '../thread.ts';
import { entriesIn } from '../uid-set.ts';
import { type AccountData, hasOwnSeen, type MailboxData } from './account.ts';
import { setProperty } from './account-operation.ts';
import { type Arrival, arrive, newMessage } from './arrival.ts';
import { type Draft, reachMailbox } from './draft.ts';
import { checkQuota, removeEntries } from './entry.ts';
import { pagesSeenBy } from './seen.ts';
import { MemoryStagedBody } from './staged-body.ts';

export function append(draft: Draft, operation: Append): Result<Appended, StoreError> {
  const target = draft.mailbox(operation.mailbox, Right.insert);
  if (!target.ok) return target;
  const staged = operation.body;
  if (!(staged instanceof MemoryStagedBody)) throw new TypeError('the body was staged in another store');
  if (staged.sizeBytes > draft.limits.messageMaxBytes) {
    return err(storeError('limit', `a message can have at most ${draft.limits.messageMaxBytes} octets`));
  }
  const refused = checkQuota(draft, 1, staged.sizeBytes);
  if (refused !== undefined) return err(refused);
  const { rendered, threading } = operation.summary;
  const message = newMessage(draft, { body: staged.bytes, rendered, threadHashes: threadKeyHashes(threading) });
  if (!message.ok) return message;
  const arriving = { flags: operation.flags, ownerSeen: false };
  const { internalDate } = operation;
  const { id: messageId, thread } = message.value;
  const uids = arrive(draft, target.value, [{ ...arriving, messageId, sizeBytes: staged.sizeBytes, internalDate }]);
  if (!uids.ok) return uids;
  for (const property of operation.properties ?? []) {
    const target = { kind: 'message', message: messageId } as const;
    const set = setProperty(draft, { kind: 'setProperty', target, ...property });
    if (!set.ok) return set;
  }
  const { uidValidity } = target.value;
  return ok({ kind: 'append', uid: uids.value[0] as Uid, uidValidity, message: messageId, thread });
}

export function copy(draft: Draft, operation: Copy): Result<Transferred, StoreError> {
  const other = operation.fromAccount !== undefined && operation.fromAccount !== draft.account.id;
  const from = other ? draft.accounts.get(operation.fromAccount as AccountId) : draft.account;
  if (from === undefined) return err(storeError('notFound', 'no such account'));
  const source = reachMailbox(from, operation.from, draft.actor, Right.read);
  if (!source.ok) return source;
  const target = draft.mailbox(operation.to, Right.insert);
  if (!target.ok) return target;
  const entries = [...entriesIn(source.value.pages, operation.uids)];
  const sizeBytes = entries.reduce((sum, entry) => sum + entry.sizeBytes, 0);
  const refused = checkQuota(draft, entries.length, sizeBytes);
  if (refused !== undefined) return err(refused);
  let messageOf = (entry: Entry): Result<MessageId, StoreError> => ok(entry.messageId as MessageId);
  if (other) {
    messageOf = (entry) => {
      const message = newMessage(draft, from.messages.get(entry.messageId as MessageId)!);
      return message.ok ? ok(message.value.id) : message;
    };
  }
  return transfer(draft, 'copy', { account: from, mailbox: source.value, entries, messageOf }, target.value);
}

export function move(draft: Draft, operation: Move): Result<Transferred, StoreError> {
  const source = draft.mailbox(operation.from, Right.read | Right.expunge | Right.deleteMessages);
  if (!source.ok) return source;
  const target = draft.mailbox(operation.to, Right.insert);
  if (!target.ok) return target;
  const entries = [...entriesIn(source.value.pages, operation.uids)];
  const messageOf = (entry: Entry): Result<MessageId, StoreError> => ok(entry.messageId as MessageId);
  const from = { account: draft.account, mailbox: source.value, entries, messageOf };
  const moved = transfer(draft, 'move', from, target.value);
  if (moved.ok) removeEntries(draft, source.value, entries);
  return moved;
}

export function expunge(draft: Draft, operation: Expunge): Result<Expunged, StoreError> {
  const found = draft.mailbox(operation.mailbox, Right.expunge);
  if (!found.ok) return found;
  const entries = [...entriesIn(found.value.pages, operation.uids)].filter(
    (entry) => !operation.onlyDeleted || (entry.flags & Flag.deleted) !== 0,
  );
  removeEntries(draft, found.value, entries);
  return ok({ kind: 'expunge', uids: Uint32Array.from(entries, (entry) => entry.uid) });
}

/** Is kept, but takes no modseq: \Recent belongs to a session and not to the log (RFC 3501 §2.3.2). */
export function claimRecent(draft: Draft, operation: ClaimRecent): Result<RecentClaimed, StoreError> {
  const found = draft.mailbox(operation.mailbox, Right.read);
  if (!found.ok) return found;
  const firstRecentUid = found.value.recentUid as Uid;
  const endRecentUid = found.value.uidNext as Uid;
  draft.journal.assign(found.value, { recentUid: endRecentUid });
  return ok({ kind: 'claimRecent', firstRecentUid, endRecentUid });
}

interface Source {
  readonly account: AccountData;
  readonly mailbox: MailboxData;
  readonly entries: readonly Entry[];
  /** The message that an entry shall stand for in the target. */
  readonly messageOf: (entry: Entry) => Result<MessageId, StoreError>;
}

function transfer(
  draft: Draft,
  kind: 'copy' | 'move',
  from: Source,
  target: MailboxData,
): Result<Transferred, StoreError> {
  const { account, mailbox, entries } = from;
  const fromUids = Uint32Array.from(entries, (entry) => entry.uid);
  const seen = ownSeenOf(draft, account, mailbox);
  const arrivals: Arrival[] = [];
  for (const entry of entries) {
    const message = from.messageOf(entry);
    if (!message.ok) return message;
    const system = seen === undefined ? entry.flags & 0xff : (entry.flags & 0xff & ~Flag.seen) | seen(entry.uid);
    const flags = { system, keywords: account.keywords.names(entry.flags >>> 8) };
    const ownerSeen = account === draft.account && (entry.flags & Flag.seen) !== 0;
    arrivals.push({ ...entry, messageId: message.value, flags, ownerSeen });
  }
  const uids = arrive(draft, target, arrivals);
  if (!uids.ok) return uids;
  return ok({ kind, uidValidity: target.uidValidity, fromUids, toUids: uids.value });
}

/** Looks up the actor's own \Seen in the source, where he has one of his own. */
function ownSeenOf(draft: Draft, account: AccountData, mailbox: MailboxData): ((uid: number) => number) | undefined {
  if (!hasOwnSeen(account, mailbox, draft.actor)) return undefined;
  const uids = new Set<number>();
  for (const page of pagesSeenBy(mailbox, draft.actor)) {
    for (let i = 0; i < page.count; i++) if (page.flags[i]! & Flag.seen) uids.add(page.uids[i]!);
  }
  return (uid) => (uids.has(uid) ? Flag.seen : 0);
}
