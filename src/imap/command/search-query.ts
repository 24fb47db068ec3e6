import type { MailboxSnapshot, Query, UidRange } from '../../store/index.ts';
import { parseObjectId } from '../object-id.ts';
import { systemFlagBit } from '../session/flag-names.ts';
import { uidRangesOf } from '../session/sequence-run.ts';
import type { MailboxView } from '../session/view.ts';
import type { SearchKey } from '../wire/index.ts';
import { resolveLeniently } from './message-set.ts';
import { uidsWhere } from './search-resolve.ts';

/** What the keys of one command lean on. */
export interface SearchScene {
  readonly view: MailboxView;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly threads: ReadonlyMap<string, readonly UidRange[]>;
}

/**
 * What the store is asked for a SEARCH: sequence numbers, `$` and \Recent become uids, as this client counts them, and so
 * do the keys that the pages at hand can answer.
 */
export function searchQuery(scene: SearchScene, key: SearchKey): Query {
  const { view } = scene;
  switch (key.kind) {
    case 'and':
      return { kind: 'and', of: key.of.map((each) => searchQuery(scene, each)) };
    case 'or':
      return { kind: 'or', of: key.of.map((each) => searchQuery(scene, each)) };
    case 'not':
      return { kind: 'not', of: searchQuery(scene, key.of) };
    case 'sequence':
    case 'uid': {
      const runs = resolveLeniently(view, key.set, key.kind === 'uid');
      return { kind: 'uids', ranges: uidRangesOf(view.numbering, runs) };
    }
    case 'flag':
      return { kind: 'flag', mask: systemFlagBit(key.flag) ?? 0 };
    case 'keyword':
      return { kind: 'keyword', name: key.keyword };
    case 'recent':
      return { kind: 'uids', ranges: view.recent.ranges() };
    case 'older':
    case 'younger':
      return { kind: 'uids', ranges: uidsByAge(view.latest, key.kind, secondOf(scene.now) - key.seconds) };
    case 'emailId': {
      const id = parseObjectId('email', view.latest.account, key.id);
      return { kind: 'uids', ranges: uidsWhere(view.latest, (page, i) => page.messageIds[i] === id) };
    }
    case 'threadId':
      return { kind: 'uids', ranges: scene.threads.get(key.id) ?? [] };
    case 'all':
    case 'date':
    case 'header':
    case 'body':
    case 'text':
    case 'larger':
    case 'smaller':
    case 'modSeq':
      return key;
  }
}

/** Whether MODSEQ is among the keys: then the answer tells the highest one found (RFC 7162 §3.1.5). */
export function asksModSeq(key: SearchKey): boolean {
  return asksAny(key, 'modSeq');
}

/** Whether messages are named by their sequence numbers. */
export function asksSequence(key: SearchKey): boolean {
  return asksAny(key, 'sequence');
}

function asksAny(key: SearchKey, kind: SearchKey['kind']): boolean {
  if (key.kind === kind) return true;
  if (key.kind === 'not') return asksAny(key.of, kind);
  return (key.kind === 'and' || key.kind === 'or') && key.of.some((each) => asksAny(each, kind));
}

/** RFC 5032 §2: exact to the second, the target itself included. */
function uidsByAge(snapshot: MailboxSnapshot, kind: 'older' | 'younger', target: number): readonly UidRange[] {
  return uidsWhere(snapshot, ({ internalDates }, i) => {
    const second = secondOf(internalDates[i]!);
    return kind === 'older' ? second <= target : second >= target;
  });
}

function secondOf(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}
