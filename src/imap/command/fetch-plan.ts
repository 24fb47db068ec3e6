import {
  encodeSectionLabel,
  type FetchArguments,
  type FetchItem,
  type PlainFetchKind,
  type SectionFetchItem,
} from '../wire/index.ts';

/** A section with what is made once for the whole command. */
export interface PlannedSection {
  readonly kind: 'section';
  readonly item: SectionFetchItem;
  /** How the answer names it. */
  readonly label: Uint8Array;
  /** The header fields asked for, in lower case. */
  readonly keys: ReadonlySet<string>;
}
export type PlannedItem = { readonly kind: PlainFetchKind } | PlannedSection;

/** What a FETCH will do, worked out once before the first message. */
export interface FetchPlan {
  readonly items: readonly PlannedItem[];
  readonly showsUid: boolean;
  readonly showsFlags: boolean;
  readonly showsModSeq: boolean;
  /** Something of it lies in the rendered metadata: envelope, structure, or where a section lies. */
  readonly needsMetadata: boolean;
  readonly sections: readonly PlannedSection[];
  /** It reads a body without PEEK (RFC 9051 §6.4.5). */
  readonly setsSeen: boolean;
}

const NO_KEYS: ReadonlySet<string> = new Set();

export function planFetch({ items, changedSince }: FetchArguments, byUid: boolean): FetchPlan {
  const planned = items.map(plan);
  const asked = (kind: PlannedItem['kind']): boolean => planned.some((item) => item.kind === kind);
  // UID comes with every answer to a UID command, MODSEQ with CHANGEDSINCE, asked for or not.
  if (byUid && !asked('uid')) planned.unshift({ kind: 'uid' });
  if (changedSince !== undefined && !asked('modSeq')) planned.push({ kind: 'modSeq' });
  const sections = items.filter((item) => item.kind === 'section');
  return {
    items: planned,
    showsUid: asked('uid'),
    showsFlags: asked('flags'),
    showsModSeq: asked('modSeq'),
    needsMetadata:
      asked('envelope') ||
      asked('body') ||
      asked('bodyStructure') ||
      sections.some(({ section }) => section.part.length > 0 || section.text.kind !== 'all'),
    sections: planned.filter((item) => item.kind === 'section'),
    setsSeen: sections.some(({ peek }) => !peek),
  };
}

function plan(item: FetchItem): PlannedItem {
  if (item.kind !== 'section') return item;
  const { text } = item.section;
  const keys = text.kind === 'headerFields' ? new Set(text.names.map((name) => name.toLowerCase())) : NO_KEYS;
  return { kind: 'section', item, label: encodeSectionLabel(item), keys };
}
