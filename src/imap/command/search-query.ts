import type { Query } from '../../store/index.ts';
import { systemFlagBit } from '../session/flag-names.ts';
import { uidRangesOf } from '../session/sequence-run.ts';
import type { MailboxView } from '../session/view.ts';
import type { SearchKey } from '../wire/index.ts';
import { resolveLeniently } from './message-set.ts';

/** What the store is asked for a SEARCH: sequence numbers, `$` and \Recent become uids, as this client counts them. */
export function searchQuery(view: MailboxView, key: SearchKey): Query {
  switch (key.kind) {
    case 'and':
      return { kind: 'and', of: key.of.map((each) => searchQuery(view, each)) };
    case 'or':
      return { kind: 'or', of: key.of.map((each) => searchQuery(view, each)) };
    case 'not':
      return { kind: 'not', of: searchQuery(view, key.of) };
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
