import type { ArgumentReader } from './argument-reader.ts';
import { DQUOTE } from './character.ts';
import { readDate } from './date.ts';
import type { SearchFlag, SearchKey } from './search-key.ts';
import { readSequenceSet } from './sequence-set-argument.ts';

/** What a row reads its arguments from. */
export interface SearchKeySource {
  readonly reader: ArgumentReader;
  /** An astring, decoded from the search's charset. */
  text(): string | undefined;
  /** A whole key, one level deeper. */
  key(): SearchKey | undefined;
}

/** Reads what follows the key's word, its space included. */
export type SearchKeyRow = (source: SearchKeySource) => SearchKey | undefined;

const RECENT: SearchKey = { kind: 'recent' };
const SEEN: SearchKey = { kind: 'flag', flag: '\\Seen' };

/**
 * RFC 9051 §6.4.4, RFC 3501 §6.4.4 (NEW, OLD, RECENT), RFC 7162 §3.1.5 (MODSEQ), RFC 5032 (OLDER, YOUNGER), RFC 8474 §6
 * (EMAILID, THREADID), RFC 8514 §4.3 (SAVED…; every message has its date).
 */
export const SEARCH_KEYS: ReadonlyMap<string, SearchKeyRow> = new Map([
  ['ALL', () => ({ kind: 'all' })],
  ['ANSWERED', flag('\\Answered')],
  ['BCC', header('Bcc')],
  ['BEFORE', date('internal', 'before')],
  ['BODY', text('body')],
  ['CC', header('Cc')],
  ['DELETED', flag('\\Deleted')],
  ['DRAFT', flag('\\Draft')],
  ['EMAILID', objectId('emailId')],
  ['FLAGGED', flag('\\Flagged')],
  ['FROM', header('From')],
  ['HEADER', anyHeader],
  ['KEYWORD', keyword],
  ['LARGER', size('larger')],
  ['MODSEQ', modSeq],
  ['NEW', () => ({ kind: 'and', of: [RECENT, not(SEEN)] })],
  ['NOT', negation],
  ['OLD', () => not(RECENT)],
  ['OLDER', interval('older')],
  ['ON', date('internal', 'on')],
  ['OR', either],
  ['RECENT', () => RECENT],
  ['SAVEDATESUPPORTED', () => ({ kind: 'all' })],
  ['SAVEDBEFORE', date('saved', 'before')],
  ['SAVEDON', date('saved', 'on')],
  ['SAVEDSINCE', date('saved', 'since')],
  ['SEEN', flag('\\Seen')],
  ['SENTBEFORE', date('sent', 'before')],
  ['SENTON', date('sent', 'on')],
  ['SENTSINCE', date('sent', 'since')],
  ['SINCE', date('internal', 'since')],
  ['SMALLER', size('smaller')],
  ['SUBJECT', header('Subject')],
  ['TEXT', text('text')],
  ['THREADID', objectId('threadId')],
  ['TO', header('To')],
  ['UID', uid],
  ['UNANSWERED', notFlag('\\Answered')],
  ['UNDELETED', notFlag('\\Deleted')],
  ['UNDRAFT', notFlag('\\Draft')],
  ['UNFLAGGED', notFlag('\\Flagged')],
  ['UNKEYWORD', notKeyword],
  ['UNSEEN', notFlag('\\Seen')],
  ['YOUNGER', interval('younger')],
] satisfies [string, SearchKeyRow][]);

function not(of: SearchKey): SearchKey {
  return { kind: 'not', of };
}

function flag(name: SearchFlag): SearchKeyRow {
  return () => ({ kind: 'flag', flag: name });
}

function notFlag(name: SearchFlag): SearchKeyRow {
  return () => not({ kind: 'flag', flag: name });
}

function header(name: string): SearchKeyRow {
  return (source) => {
    const contains = source.reader.space() && source.text();
    return contains === undefined ? undefined : { kind: 'header', name, contains };
  };
}

function text(kind: 'body' | 'text'): SearchKeyRow {
  return (source) => {
    const contains = source.reader.space() && source.text();
    return contains === undefined ? undefined : { kind, contains };
  };
}

function date(of: 'internal' | 'sent' | 'saved', relation: 'before' | 'on' | 'since'): SearchKeyRow {
  return ({ reader }) => {
    const day = reader.space() && readDate(reader);
    return day === undefined ? undefined : { kind: 'date', of, relation, day };
  };
}

function size(kind: 'larger' | 'smaller'): SearchKeyRow {
  return ({ reader }) => {
    const sizeBytes = reader.space() && reader.number64();
    return sizeBytes === undefined ? undefined : { kind, sizeBytes };
  };
}

function interval(kind: 'older' | 'younger'): SearchKeyRow {
  return ({ reader }) => {
    const seconds = reader.space() && reader.nonZeroNumber();
    return seconds === undefined ? undefined : { kind, seconds };
  };
}

/** RFC 8474 §7: 1 to 255 letters, digits, `_` and `-`. */
function objectId(kind: 'emailId' | 'threadId'): SearchKeyRow {
  return ({ reader }) => {
    const start = reader.at + 1;
    const id = reader.space() && reader.atom();
    if (id === undefined) return undefined;
    return /^[A-Za-z0-9_-]{1,255}$/.test(id) ? { kind, id } : reader.fail('atom', start);
  };
}

function anyHeader(source: SearchKeySource): SearchKey | undefined {
  const name = source.reader.space() && source.text();
  const contains = name !== undefined && source.reader.space() ? source.text() : undefined;
  return name === undefined || contains === undefined ? undefined : { kind: 'header', name, contains };
}

function keyword({ reader }: SearchKeySource): SearchKey | undefined {
  const keyword = reader.space() && reader.atom();
  return keyword === undefined ? undefined : { kind: 'keyword', keyword };
}

function notKeyword(source: SearchKeySource): SearchKey | undefined {
  const key = keyword(source);
  return key && not(key);
}

function uid({ reader }: SearchKeySource): SearchKey | undefined {
  const set = reader.space() && readSequenceSet(reader);
  return set && { kind: 'uid', set };
}

function negation(source: SearchKeySource): SearchKey | undefined {
  const key = source.reader.space() && source.key();
  return key && not(key);
}

function either(source: SearchKeySource): SearchKey | undefined {
  const first = source.reader.space() && source.key();
  const second = first && source.reader.space() && source.key();
  return first && second && { kind: 'or', of: [first, second] };
}

/** `MODSEQ ["/flags/\\seen" all] 620`: the entry and its type are read over, as there is one modseq for all of them. */
function modSeq({ reader }: SearchKeySource): SearchKey | undefined {
  if (!reader.space()) return undefined;
  if (reader.peek() === DQUOTE) {
    if (reader.quoted() === undefined || !reader.space()) return undefined;
    if (!['PRIV', 'SHARED', 'ALL'].some((type) => reader.skipWord(type))) return reader.fail('searchKey');
    if (!reader.space()) return undefined;
  }
  const atLeast = reader.number64();
  return atLeast === undefined ? undefined : { kind: 'modSeq', atLeast };
}
