import { unreachable } from '../../base/index.ts';
import { parseDate } from '../../message/index.ts';
import type { Page } from '../page.ts';
import type { DateQuery, Query } from '../query.ts';
import { Known, type TextQuery } from '../search-index.ts';
import type { MailboxSnapshot } from '../snapshot.ts';
import { normalRanges } from '../uid-set.ts';
import type { Facts } from './facts.ts';
import { foldText } from './fold.ts';

/** Undefined: not to be told from what is known so far. */
export type Verdict = boolean | undefined;

/** How much must be read of a message before a criterion decides in every case. */
export const Needs = { page: 0, metadata: 1, header: 2, body: 3 } as const;
export type Need = (typeof Needs)[keyof typeof Needs];

/** A query made ready to be asked of one entry after the other. */
export interface Criterion {
  readonly needs: Need;
  /** Whether any part of it can be decided by metadata. */
  readonly usesMetadata: boolean;
  /** Its parts that are about text: what an index says of them goes in here before they are asked. */
  readonly texts: readonly TextPart[];
  /** `place`: the entry's in the snapshot, from 0. */
  judge(page: Page, index: number, place: number, facts: Facts | undefined): Verdict;
}

export interface TextPart {
  readonly query: TextQuery;
  /** `Known` for each entry of the snapshot. */
  known: Uint8Array | undefined;
}

const DAY_MS = 86_400_000;

export function compileQuery(query: Query, snapshot: MailboxSnapshot): Criterion {
  switch (query.kind) {
    case 'all':
      return ofPage(() => true);
    case 'and':
      return both(query.of, snapshot, false);
    case 'or':
      return both(query.of, snapshot, true);
    case 'not':
      return not(compileQuery(query.of, snapshot));
    case 'uids': {
      const within = uidTest(query.ranges);
      return ofPage((page, index) => within(page.uids[index]!));
    }
    case 'flag':
      return ofPage((page, index) => (page.flags[index]! & query.mask) === query.mask);
    case 'keyword':
      return keyword(query.name, snapshot);
    case 'modSeq':
      return ofPage((page, index) => page.modSeqs[index]! >= query.atLeast);
    case 'larger':
      return ofPage((page, index) => page.sizes[index]! > query.sizeBytes);
    case 'smaller':
      return ofPage((page, index) => page.sizes[index]! < query.sizeBytes);
    case 'date':
      return date(query);
    case 'header':
      return header(query.name.toLowerCase(), foldText(query.contains));
    case 'body':
    case 'text':
      return text(query.kind, foldText(query.contains));
    default:
      return unreachable(query);
  }
}

function ofPage(judge: (page: Page, index: number) => boolean): Criterion {
  return { needs: Needs.page, usesMetadata: false, texts: [], judge };
}

/** Cheap parts are asked first; one that settles the whole spares the others. */
function both(queries: readonly Query[], snapshot: MailboxSnapshot, settles: boolean): Criterion {
  const parts = queries.map((query) => compileQuery(query, snapshot)).sort((a, b) => a.needs - b.needs);
  return {
    needs: parts.at(-1)?.needs ?? Needs.page,
    usesMetadata: parts.some((part) => part.usesMetadata),
    texts: parts.flatMap((part) => part.texts),
    judge(page, index, place, facts) {
      let verdict: Verdict = !settles;
      for (const part of parts) {
        const one = part.judge(page, index, place, facts);
        if (one === settles) return settles;
        if (one === undefined) verdict = undefined;
      }
      return verdict;
    },
  };
}

function not(part: Criterion): Criterion {
  return {
    ...part,
    judge(page, index, place, facts) {
      const verdict = part.judge(page, index, place, facts);
      return verdict === undefined ? undefined : !verdict;
    },
  };
}

function uidTest(ranges: Extract<Query, { kind: 'uids' }>['ranges']): (uid: number) => boolean {
  const sorted = normalRanges(ranges);
  return (uid) => {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (sorted[middle]!.last < uid) low = middle + 1;
      else high = middle;
    }
    return low < sorted.length && sorted[low]!.first <= uid;
  };
}

/** Each distinct set of keywords is looked at once. */
function keyword(name: string, snapshot: MailboxSnapshot): Criterion {
  const fold = name.toLowerCase();
  const known = new Map<number, boolean>();
  return ofPage((page, index) => {
    const flags = page.flags[index]!;
    const set = flags >>> 8;
    let has = known.get(set);
    if (has === undefined) {
      has = snapshot.keywords(flags).some((keyword) => keyword.toLowerCase() === fold);
      known.set(set, has);
    }
    return has;
  });
}

function date({ of, relation, day }: DateQuery): Criterion {
  const matches = (found: number): boolean =>
    relation === 'before' ? found < day : relation === 'since' ? found >= day : found === day;
  if (of === 'internal') return ofPage((page, index) => matches(Math.floor(page.internalDates[index]! / DAY_MS)));
  if (of === 'saved') return ofPage((page, index) => matches(Math.floor(page.saveDates[index]! / DAY_MS)));
  return {
    needs: Needs.metadata,
    usesMetadata: true,
    texts: [],
    // A message without a readable Date: matches no day.
    judge(_page, _index, _place, facts) {
      const envelope = facts?.envelope;
      if (envelope === undefined) return undefined;
      const sent = envelope.date === undefined ? undefined : parseDate(envelope.date);
      return sent !== undefined && matches(sent.localDay);
    },
  };
}

const FIELDS_OF_ENVELOPE = new Set(['subject', 'message-id', 'in-reply-to', 'date']);

function header(name: string, contains: string): Criterion {
  const usesMetadata = FIELDS_OF_ENVELOPE.has(name);
  const needs = usesMetadata ? Needs.metadata : Needs.header;
  return ofText({ kind: 'header', name, contains }, needs, usesMetadata, (facts) =>
    facts.field(name)?.some((value) => value.includes(contains)),
  );
}

/** RFC 9051 §6.4.4: TEXT is that of the header and of the body. Every text contains the empty one. */
function text(kind: 'body' | 'text', contains: string): Criterion {
  if (contains === '') return ofPage(() => true);
  return ofText({ kind, contains }, Needs.body, false, (facts) => {
    if (kind === 'text' && facts.headerText?.includes(contains)) return true;
    return facts.bodyText?.includes(contains);
  });
}

function ofText(query: TextQuery, needs: Need, usesMetadata: boolean, judge: (facts: Facts) => Verdict): Criterion {
  const part: TextPart = { query, known: undefined };
  return {
    needs,
    usesMetadata,
    texts: [part],
    judge(_page, _index, place, facts) {
      const known = part.known === undefined ? Known.unknown : part.known[place];
      if (known !== Known.unknown) return known === Known.yes;
      return facts && judge(facts);
    },
  };
}
