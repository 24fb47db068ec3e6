import type { ArgumentReader } from './argument-reader.ts';
import type {
  BinaryFetchItem,
  BinarySizeFetchItem,
  FetchItem,
  PlainFetchKind,
  SectionFetchItem,
} from './fetch-item.ts';
import type { SectionText } from './section.ts';
import { readBinarySection, readPartial, readSection } from './section-argument.ts';

/** A FETCH item's word; `read` reads what follows it, if anything does. */
export interface FetchItemRow {
  readonly word: string;
  readonly read: (reader: ArgumentReader) => FetchItem | undefined;
}

/** RFC 9051 §6.4.5, RFC 3501 §6.4.5, RFC 7162 §3.1.4, RFC 8474 §5.3, RFC 8514 §4.2, RFC 8970 §3. */
export const FETCH_ITEMS: readonly FetchItemRow[] = [
  plain('FLAGS', 'flags'),
  plain('UID', 'uid'),
  plain('INTERNALDATE', 'internalDate'),
  plain('RFC822.SIZE', 'rfc822Size'),
  rfc822('RFC822.HEADER', 'header', true),
  rfc822('RFC822.TEXT', 'text', false),
  rfc822('RFC822', 'all', false),
  plain('ENVELOPE', 'envelope'),
  plain('BODYSTRUCTURE', 'bodyStructure'),
  { word: 'BODY.PEEK[', read: (reader) => section(reader, true) },
  { word: 'BODY[', read: (reader) => section(reader, false) },
  plain('BODY', 'body'),
  { word: 'BINARY.PEEK[', read: (reader) => binary(reader, true) },
  { word: 'BINARY.SIZE[', read: binarySize },
  { word: 'BINARY[', read: (reader) => binary(reader, false) },
  plain('MODSEQ', 'modSeq'),
  plain('EMAILID', 'emailId'),
  plain('THREADID', 'threadId'),
  plain('SAVEDATE', 'saveDate'),
  { word: 'PREVIEW', read: preview },
];

/** RFC 9051 §6.4.5: these stand alone, outside a list. */
export const FETCH_MACROS: ReadonlyMap<string, readonly PlainFetchKind[]> = new Map([
  ['ALL', ['flags', 'internalDate', 'rfc822Size', 'envelope']],
  ['FAST', ['flags', 'internalDate', 'rfc822Size']],
  ['FULL', ['flags', 'internalDate', 'rfc822Size', 'envelope', 'body']],
]);

function plain(word: string, kind: PlainFetchKind): FetchItemRow {
  return { word, read: () => ({ kind }) };
}

function rfc822(word: string, kind: 'all' | 'header' | 'text', peek: boolean): FetchItemRow {
  const text: SectionText = { kind };
  return {
    word,
    read: () => ({ kind: 'section', section: { part: [], text }, partial: undefined, peek, rfc822: true }),
  };
}

/** The `[` has been passed as the end of the word. */
function section(reader: ArgumentReader, peek: boolean): SectionFetchItem | undefined {
  reader.at--;
  const section = readSection(reader);
  const partial = section && readPartial(reader);
  if (section === undefined || partial === undefined) return undefined;
  return { kind: 'section', section, partial: partial ?? undefined, peek, rfc822: false };
}

function binary(reader: ArgumentReader, peek: boolean): BinaryFetchItem | undefined {
  reader.at--;
  const part = readBinarySection(reader);
  const partial = part && readPartial(reader);
  if (part === undefined || partial === undefined) return undefined;
  return { kind: 'binary', part, partial: partial ?? undefined, peek };
}

function binarySize(reader: ArgumentReader): BinarySizeFetchItem | undefined {
  reader.at--;
  const part = readBinarySection(reader);
  return part && { kind: 'binarySize', part };
}

/** `PREVIEW (LAZY)` is answered like PREVIEW, for it was made when the message came (RFC 8970 §4.1). */
function preview(reader: ArgumentReader): FetchItem {
  reader.skipText(' (LAZY)');
  return { kind: 'preview' };
}
