import { type AccountId, err, type MessageId, ok, type Result, type ThreadId } from '../../base/index.ts';
import { type StoreError, storeError } from '../error.ts';
import { flagRights, permittedFlags } from '../flag-rights.ts';
import { Flag, type Flags } from '../flags.ts';
import { hasOwnSeen, type MailboxData, type MessageData } from './account.ts';
import type { Draft } from './draft.ts';
import { addEntries, type NewEntry } from './entry.ts';
import { setSeen } from './seen.ts';
import { assignThread } from './thread.ts';

const MESSAGE_ID_MAX = 0xffffffff;

export interface Arrival extends Omit<NewEntry, 'flags' | 'messageId'> {
  readonly messageId: MessageId;
  /** As the actor sees them. */
  readonly flags: Flags;
  /** \Seen for the owner, where the actor's own is kept apart. */
  readonly ownerSeen: boolean;
}

/** Puts messages into a mailbox with the flags that the actor may give; his own \Seen goes where it is kept. */
export function arrive(
  draft: Draft,
  target: MailboxData,
  arrivals: readonly Arrival[],
): Result<Uint32Array, StoreError> {
  const may = flagRights(draft.rights(target));
  const apart = hasOwnSeen(draft.account, target, draft.actor);
  const additions: NewEntry[] = [];
  const seen: boolean[] = [];
  for (const { messageId, sizeBytes, internalDate, flags, ownerSeen } of arrivals) {
    const permitted = permittedFlags(flags, may);
    seen.push((permitted.system & Flag.seen) !== 0);
    const system = apart ? (permitted.system & ~Flag.seen) | (ownerSeen ? Flag.seen : 0) : permitted.system;
    const packed = draft.pack({ system, keywords: permitted.keywords });
    if (!packed.ok) return packed;
    additions.push({ flags: packed.value, messageId, sizeBytes, internalDate });
  }
  const uids = addEntries(draft, target, additions);
  if (uids.ok && apart) {
    const own = [...uids.value].filter((_, index) => seen[index]);
    setSeen(
      target,
      draft.actor as AccountId,
      own.map((uid) => ({ uid, seen: true })),
      draft.modSeq,
      draft.journal,
    );
  }
  return uids;
}

type Content = Pick<MessageData, 'body' | 'rendered' | 'threadHashes'>;

export function newMessage(draft: Draft, content: Content): Result<{ id: MessageId; thread: ThreadId }, StoreError> {
  const { account, journal, modSeq } = draft;
  const id = account.nextMessage as MessageId;
  if (id > MESSAGE_ID_MAX) return err(storeError('limit', 'the account has used up its message ids'));
  journal.assign(account, { nextMessage: id + 1 });
  const { body, rendered, threadHashes } = content;
  const thread = assignThread(draft, threadHashes);
  const message = {
    id,
    thread,
    threadHashes,
    body,
    rendered,
    createdModSeq: modSeq,
    changedModSeq: modSeq,
    places: [],
  };
  journal.set(account.messages, id, message);
  return ok({ id, thread });
}
