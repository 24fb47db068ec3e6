import { setImmediate } from 'node:timers/promises';
import { Known, type TextQuery } from '../store/index.ts';
import { gramQuery } from './gram.ts';
import type { SearchIndexLimits } from './limits.ts';
import type { ReaderIndex } from './reader-index.ts';
import type { Shelf } from './shelf.ts';
import { BODY, classOf, HEADER, isOfEnvelope, type TextClass, VALUE_END } from './text-class.ts';

/** More candidates than this in short texts, and the texts are gone through instead. */
const CANDIDATES_MAX = 256;

/** What the index says of each message, at its place. Throws if the index is damaged. */
export async function matchTexts(
  index: ReaderIndex,
  query: TextQuery,
  messages: Uint32Array,
  limits: SearchIndexLimits,
): Promise<Uint8Array> {
  const known = new Uint8Array(messages.length).fill(Known.unknown);
  const asked = new Asked(index, query, messages, known);
  const turn = new Turn(limits.searchSliceMs);
  if (query.kind === 'text') {
    await look(index, asked, ofClass(HEADER, query.contains), turn, limits);
    // Only of those that are not found yet.
    await look(index, asked, ofClass(BODY, query.contains), turn, limits);
  } else {
    await look(index, asked, lookFor(query), turn, limits);
  }
  return known;
}

/** The messages that the index knows, ascending, and what is found of them. */
class Asked {
  readonly ids: Uint32Array;
  readonly #places: Uint32Array;
  readonly #known: Uint8Array;

  constructor(index: ReaderIndex, query: TextQuery, messages: Uint32Array, known: Uint8Array) {
    this.#known = known;
    const through = index.through();
    const odd = index.odd(query.kind === 'header' && classOf(query) === HEADER);
    const places = new Uint32Array(messages.length);
    let count = 0;
    let ascending = true;
    let before = 0;
    for (let place = 0; place < messages.length; place++) {
      const id = messages[place]!;
      if (id > through || odd.has(id)) continue;
      if (id < before) ascending = false;
      before = id;
      known[place] = Known.no;
      places[count++] = place;
    }
    this.#places = places.subarray(0, count);
    if (!ascending) this.#places.sort((a, b) => messages[a]! - messages[b]!);
    this.ids = this.#places.map((place) => messages[place]!);
  }

  isFound(i: number): boolean {
    return this.#known[this.#places[i]!] === Known.yes;
  }

  found(i: number): void {
    this.#known[this.#places[i]!] = Known.yes;
  }
}

/** Where to look, and for what. */
interface Look {
  readonly of: TextClass;
  readonly needle: string;
  /** Other words that must be there too. */
  readonly beside?: string;
  /** Looks at one text of a shelf; without it the needle decides. */
  readonly judge?: (text: string) => boolean;
}

const ofClass = (of: TextClass, needle: string): Look => ({ of, needle });

function lookFor(query: Exclude<TextQuery, { kind: 'text' }>): Look | undefined {
  const of = classOf(query);
  const { contains: needle } = query;
  if (query.kind === 'body') return ofClass(of, needle);
  // A value of a header is one line.
  if (needle.includes(VALUE_END) && !isOfEnvelope(of)) return undefined;
  if (of !== HEADER) return ofClass(of, needle);
  const start = `${query.name.toUpperCase()}: `;
  return { of, needle, beside: start, judge: (text) => fieldContains(text, start, needle) };
}

/** Whether a line that begins so contains the needle behind that. */
function fieldContains(header: string, start: string, needle: string): boolean {
  for (let at = 0; at < header.length; ) {
    const end = header.indexOf(VALUE_END, at);
    if (header.startsWith(start, at)) {
      const found = header.indexOf(needle, at + start.length);
      if (found !== -1 && found + needle.length <= end) return true;
    }
    at = end + 1;
  }
  return false;
}

async function look(
  index: ReaderIndex,
  asked: Asked,
  want: Look | undefined,
  turn: Turn,
  limits: SearchIndexLimits,
): Promise<void> {
  const { ids } = asked;
  if (want === undefined) return;
  for (let from = 0; from < ids.length; ) {
    let end = from + 1;
    while (end < ids.length && ids[end]! - ids[from]! < limits.searchMessagesAtOnceMax) end++;
    await lookAmong(index, asked, want, from, end, turn);
    await turn.pause();
    from = end;
  }
}

/** Finds those that contain what is wanted among `ids[from]` to `ids[end - 1]`. */
async function lookAmong(
  index: ReaderIndex,
  asked: Asked,
  want: Look,
  from: number,
  end: number,
  turn: Turn,
): Promise<void> {
  const { of, needle, beside, judge } = want;
  const first = asked.ids[from]!;
  const last = asked.ids[end - 1]!;
  const words = [beside, needle].filter((text) => text !== undefined && text !== '') as string[];
  const exact = judge === undefined && needle !== '' && gramQuery(of.mark, needle).exact;
  // One letter is the beginning of so many grams that to read the texts takes less.
  const grams = words.filter((text) => text.length > 1 || text > '\x7f').map((text) => gramQuery(of.mark, text).match);
  if (grams.length === 0) return scan(index, asked, want, from, end, turn, undefined);
  const short = !of.compressed;
  const found = index.matching(joined(grams), first, last, short ? CANDIDATES_MAX + 1 : undefined);
  if (short && found.length > CANDIDATES_MAX) return scan(index, asked, want, from, end, turn, undefined);
  if (!exact) return scan(index, asked, want, from, end, turn, found);
  for (let i = from, k = 0; i < end && k < found.length; ) {
    if (found[k]! < asked.ids[i]!) k++;
    else if (asked.ids[i++] === found[k]) asked.found(i - 1);
  }
}

function joined(queries: readonly Uint8Array[]): Uint8Array {
  return queries.length === 1 ? queries[0]! : Buffer.concat(queries.flatMap((query) => [query, SPACE]));
}

const SPACE = Uint8Array.of(0x20);

/** Reads the texts of candidates, or of all, shelf by shelf. */
async function scan(
  index: ReaderIndex,
  asked: Asked,
  want: Look,
  from: number,
  end: number,
  turn: Turn,
  candidates: readonly number[] | undefined,
): Promise<void> {
  const { ids } = asked;
  const wanted = candidates && new Set(candidates);
  let k = 0;
  for (let i = from; i < end; ) {
    if (candidates !== undefined) {
      while (k < candidates.length && candidates[k]! < ids[i]!) k++;
      if (k === candidates.length) return;
      if (ids[i]! < candidates[k]!) {
        i++;
        continue;
      }
    }
    if (asked.isFound(i)) {
      i++;
      continue;
    }
    const shelf = await index.shelf(want.of, ids[i]!);
    let covered = shelf?.last ?? 0;
    if (shelf !== undefined && covered >= ids[i]!) readShelf(shelf, asked, want, i, end, wanted);
    else covered = (index.firstBehind(want.of, ids[i]!) ?? Number.POSITIVE_INFINITY) - 1;
    while (i < end && ids[i]! <= covered) i++;
    await turn.pause();
  }
}

/** Looks through a shelf for messages from `ids[from]` on. */
function readShelf(
  shelf: Shelf,
  asked: Asked,
  { needle, judge }: Look,
  from: number,
  end: number,
  wanted: ReadonlySet<number> | undefined,
): void {
  const { ids } = asked;
  /** The next place in the text where the needle stands, from which on texts need not be looked at one by one. */
  let at = judge === undefined ? shelf.text.indexOf(needle) : 0;
  for (let i = from, k = 0; k < shelf.ids.length && i < end && at !== -1; k++) {
    const message = shelf.ids[k]!;
    if (message === 0 || message < ids[i]!) continue;
    while (i < end && ids[i]! < message) i++;
    if (i >= end || ids[i] !== message || wanted?.has(message) === false) continue;
    let contains: boolean;
    if (judge !== undefined) {
      contains = judge(shelf.textOf(k));
    } else {
      const start = shelf.startOf(k);
      if (at < start) at = shelf.text.indexOf(needle, start);
      contains = at !== -1 && at + needle.length <= shelf.ends[k]!;
    }
    while (contains && i < end && ids[i] === message) asked.found(i++);
  }
}

/** Lets others of this thread go on after so much work. */
class Turn {
  readonly #sliceMs: number;
  #begun = performance.now();

  constructor(sliceMs: number) {
    this.#sliceMs = sliceMs;
  }

  async pause(): Promise<void> {
    if (performance.now() - this.#begun < this.#sliceMs) return;
    await setImmediate();
    this.#begun = performance.now();
  }
}
