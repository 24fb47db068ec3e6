import {
  type BinaryFetchItem,
  type BinarySizeFetchItem,
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
export interface PlannedBinary {
  readonly kind: 'binary';
  readonly item: BinaryFetchItem | BinarySizeFetchItem;
  readonly label: Uint8Array;
}
export type PlannedItem = { readonly kind: PlainFetchKind } | PlannedSection | PlannedBinary;

/** What a FETCH will do, worked out once before the first message. */
export interface FetchPlan {
  readonly plain: readonly PlainFetchKind[];
  /** What is made of a message's octets; sent after the plain items. */
  readonly sections: readonly PlannedSection[];
  readonly binaries: readonly PlannedBinary[];
  readonly showsUid: boolean;
  readonly showsFlags: boolean;
  readonly showsModSeq: boolean;
  readonly showsThread: boolean;
  /** Something of it lies in the rendered metadata: envelope, structure, or where a part lies. */
  readonly needsMetadata: boolean;
  readonly needsBody: boolean;
  /** Of bodies their headers alone are read: small pieces, for many messages at once. */
  readonly readsHeaders: boolean;
  /** It reads a body without PEEK (RFC 9051 §6.4.5). */
  readonly setsSeen: boolean;
}

/** What lies in the rendered metadata. */
const OF_METADATA: ReadonlySet<PlainFetchKind> = new Set(['envelope', 'body', 'bodyStructure', 'preview']);
const NO_KEYS: ReadonlySet<string> = new Set();

export function planFetch({ items, changedSince }: FetchArguments, byUid: boolean): FetchPlan {
  const planned = items.map(plan);
  const plain = planned.flatMap((item) => (item.kind === 'section' || item.kind === 'binary' ? [] : [item.kind]));
  const sections = planned.filter((item) => item.kind === 'section');
  const binaries = planned.filter((item) => item.kind === 'binary');
  // UID comes with every answer to a UID command, MODSEQ with CHANGEDSINCE, asked for or not.
  if (byUid && !plain.includes('uid')) plain.unshift('uid');
  if (changedSince !== undefined && !plain.includes('modSeq')) plain.push('modSeq');
  return {
    plain,
    sections,
    binaries,
    showsUid: plain.includes('uid'),
    showsFlags: plain.includes('flags'),
    showsModSeq: plain.includes('modSeq'),
    showsThread: plain.includes('threadId'),
    needsMetadata:
      plain.some((kind) => OF_METADATA.has(kind)) ||
      sections.some(({ item: { section } }) => section.part.length > 0 || section.text.kind !== 'all') ||
      binaries.some(({ item }) => item.part.length > 0),
    needsBody: sections.length > 0 || binaries.length > 0,
    readsHeaders: sections.length > 0 && binaries.length === 0 && sections.every(isHeader),
    setsSeen: items.some((item) => (item.kind === 'section' || item.kind === 'binary') && !item.peek),
  };
}

function isHeader({ item: { section } }: PlannedSection): boolean {
  return section.text.kind === 'header' || section.text.kind === 'headerFields';
}

function plan(item: FetchItem): PlannedItem {
  if (item.kind === 'binary' || item.kind === 'binarySize') {
    return { kind: 'binary', item, label: encodeSectionLabel(item) };
  }
  if (item.kind !== 'section') return item;
  const { text } = item.section;
  const keys = text.kind === 'headerFields' ? new Set(text.names.map((name) => name.toLowerCase())) : NO_KEYS;
  return { kind: 'section', item, label: encodeSectionLabel(item), keys };
}
