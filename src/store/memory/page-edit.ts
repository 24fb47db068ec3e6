import { type Entry, entryAt, type Page, pageFromEntries, pageOf } from '../page.ts';
import { firstPageFrom } from '../uid-set.ts';

/**
 * New lists of pages from old ones. Pages that a change does not touch are taken over as they are, which is what lets
 * two snapshots be compared by reference.
 */

/** Adds entries whose uids ascend and lie above all that are there. */
export function withAdded(pages: readonly Page[], entries: readonly Entry[]): readonly Page[] {
  if (entries.length === 0) return pages;
  const result = pages.slice();
  for (const [number, added] of byPage(entries)) {
    const last = result.at(-1);
    if (last?.number === number) result[result.length - 1] = joined(last, pageFromEntries(number, added));
    else result.push(pageFromEntries(number, added));
  }
  return result;
}

/** A page and what comes after it in the same page; columns are copied whole, since this is what every delivery does. */
function joined(page: Page, added: Page): Page {
  return {
    number: page.number,
    count: page.count + added.count,
    uids: joinIntegers(page.uids, added.uids),
    flags: joinIntegers(page.flags, added.flags),
    modSeqs: joinFloats(page.modSeqs, added.modSeqs),
    messageIds: joinIntegers(page.messageIds, added.messageIds),
    sizes: joinIntegers(page.sizes, added.sizes),
    internalDates: joinFloats(page.internalDates, added.internalDates),
    saveDates: joinFloats(page.saveDates, added.saveDates),
    modSeq: Math.max(page.modSeq, added.modSeq),
  };
}

function joinIntegers(a: Uint32Array, b: Uint32Array): Uint32Array {
  const whole = new Uint32Array(a.length + b.length);
  whole.set(a);
  whole.set(b, a.length);
  return whole;
}

function joinFloats(a: Float64Array, b: Float64Array): Float64Array {
  const whole = new Float64Array(a.length + b.length);
  whole.set(a);
  whole.set(b, a.length);
  return whole;
}

/** Puts entries in the place of those with the same uids. */
export function withReplaced(pages: readonly Page[], entries: readonly Entry[]): readonly Page[] {
  return edited(pages, entries, (page, group) => {
    const byUid = new Map(group.map((entry) => [entry.uid, entry]));
    return entriesOf(page).map((entry) => byUid.get(entry.uid) ?? entry);
  });
}

/** Takes entries out; a page that becomes empty goes as well. */
export function withRemoved(pages: readonly Page[], entries: readonly Entry[]): readonly Page[] {
  return edited(pages, entries, (page, group) => {
    const gone = new Set(group.map((entry) => entry.uid));
    return entriesOf(page).filter((entry) => !gone.has(entry.uid));
  });
}

function edited(
  pages: readonly Page[],
  entries: readonly Entry[],
  edit: (page: Page, group: readonly Entry[]) => readonly Entry[],
): readonly Page[] {
  if (entries.length === 0) return pages;
  const result = pages.slice();
  for (const [number, group] of byPage(entries)) {
    const at = firstPageFrom(pages, number);
    result[at] = pageFromEntries(number, edit(pages[at]!, group));
  }
  return result.filter((page) => page.count > 0);
}

export function entriesOf(page: Page): Entry[] {
  return Array.from({ length: page.count }, (_, index) => entryAt(page, index));
}

function byPage(entries: readonly Entry[]): Map<number, Entry[]> {
  return Map.groupBy(entries, (entry) => pageOf(entry.uid));
}
