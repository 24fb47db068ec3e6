import { err, messageId, ok, type Result, threadId, uid } from '../../../base/index.ts';
import {
  type Append,
  type Appended,
  Flag,
  flagRights,
  permittedFlags,
  Right,
  type StoreError,
  storeError,
  threadKeyHashes,
} from '../../../store/index.ts';
import type { Commit } from '../commit.ts';
import { uidsLeft } from '../entries.ts';
import type { PortToken } from '../group-bodies.ts';
import { encodeHashes, encodePlaces } from '../message-row.ts';
import { setProperty } from './account.ts';

export type StoredAppend = Omit<Append, 'body'> & { readonly body: PortToken };

export function append(commit: Commit, operation: StoredAppend): Result<Appended, StoreError> {
  const { account, context, statements } = commit;
  const found = commit.mailbox(operation.mailbox, Right.insert);
  if (!found.ok) return found;
  const mailbox = found.value;
  const sizeBytes = context.bodies.sizeOf(operation.body);
  if (sizeBytes === undefined) return err(storeError('unavailable', 'the message could not be stored'));
  const limit = Math.min(context.limits.messageMaxBytes, 0xffffffff);
  if (sizeBytes > limit) return err(storeError('limit', `a message can have at most ${limit} octets`));
  if (account.wouldExceed(sizeBytes, 1)) return err(storeError('overQuota', 'the account is over its quota'));
  const left = uidsLeft(mailbox, 1);
  if (!left.ok) return left;
  const seen = commit.ownSeen(mailbox);
  const permitted = permittedFlags(operation.flags, flagRights(commit.rights(mailbox)));
  const system = seen === undefined ? permitted.system : permitted.system & ~Flag.seen;
  const flags = commit.pack({ system, keywords: permitted.keywords });
  if (!flags.ok) return flags;

  const { modSeq } = commit;
  const message = account.nextMessage++;
  const hashes = threadKeyHashes(operation.summary.threading);
  const thread = account.threadOf(message, hashes);
  const entry = {
    messageId: message,
    sizeBytes,
    internalDate: operation.internalDate,
    saveDate: commit.now,
    flags: flags.value,
  };
  const entryUid = mailbox.addEntry(entry, operation.summary.rendered, modSeq);
  statements.run(
    'INSERT INTO message (account, id, thread, body, size, created_modseq, touched_modseq, thread_hashes, places) VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?)',
    account.id,
    message,
    thread,
    context.bodies.use(operation.body),
    sizeBytes,
    modSeq,
    encodeHashes(hashes),
    encodePlaces([{ mailbox: mailbox.id, uid: entryUid }]),
  );
  if (seen !== undefined && (permitted.system & Flag.seen) !== 0) {
    seen.set(entryUid, true, modSeq);
    seen.flush();
    mailbox.seenModSeq = modSeq;
  }
  account.use(sizeBytes, 1);
  commit.entriesChanged(mailbox);
  for (const property of operation.properties ?? []) {
    const target = { kind: 'message', message: messageId(message) } as const;
    const set = setProperty(commit, { kind: 'setProperty', target, ...property });
    if (!set.ok) return set;
  }
  return ok({
    kind: 'append',
    uid: uid(entryUid),
    uidValidity: mailbox.uidValidity,
    message: messageId(message),
    thread: threadId(thread),
  });
}
