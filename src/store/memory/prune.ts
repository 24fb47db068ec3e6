import type { StoreLimits } from '../limits.ts';
import type { AccountData, Gone, PropertyData } from './account.ts';
import type { Draft } from './draft.ts';

/** Forgets the oldest traces of what is gone, past the limits, and notes how far back the log is no longer whole. */
export function prune({ account, limits, changedMailboxes, changedProperties }: Draft): void {
  for (const id of changedMailboxes) {
    const mailbox = account.mailboxes.get(id);
    const pruned = mailbox && dropOldest(mailbox.tombstones, limits.tombstonesMax);
    if (mailbox !== undefined && pruned !== undefined) mailbox.prunedModSeq = pruned;
  }
  const lists: Gone<unknown>[][] = [account.messagesGone, account.mailboxesGone];
  for (const list of lists) {
    const pruned = dropOldest(list, limits.tombstonesMax);
    if (pruned !== undefined) account.prunedModSeq = Math.max(account.prunedModSeq, pruned);
  }
  for (const key of changedProperties) {
    const properties = account.properties.get(key);
    if (properties !== undefined) pruneProperties(account, key, properties, limits);
  }
}

/** Traces of removed properties are kept as many as properties may be. */
function pruneProperties(
  account: AccountData,
  key: string,
  properties: ReadonlyMap<string, PropertyData>,
  limits: StoreLimits,
): void {
  if (properties.size <= limits.propertiesPerTargetMax) return;
  const traces = [...properties.values()].filter((property) => property.value === null);
  traces.sort((a, b) => a.modSeq - b.modSeq);
  const kept = new Map(properties);
  for (const trace of traces.slice(0, Math.max(0, traces.length - limits.propertiesPerTargetMax))) {
    kept.delete(trace.name);
    account.prunedModSeq = Math.max(account.prunedModSeq, trace.modSeq);
  }
  account.properties.set(key, kept);
}

/** Gives the modseq of the newest that was dropped. */
function dropOldest(list: { readonly modSeq: number }[], max: number): number | undefined {
  return list.length > max ? list.splice(0, list.length - max).at(-1)?.modSeq : undefined;
}
