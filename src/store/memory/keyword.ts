import { canonicalKeywords } from '../flags.ts';
import type { KeywordSets } from '../snapshot.ts';
import type { Journal } from './journal.ts';

/** The keyword sets that an account's entries carry or ever carried, each under its number; 0 is the empty one. */
export class KeywordTable implements KeywordSets {
  readonly #sets: (readonly string[])[] = [[]];
  readonly #numbers = new Map<string, number>([['', 0]]);

  names(set: number): readonly string[] {
    return this.#sets[set] ?? [];
  }

  /** The number of a set, taken anew if need be; undefined if there are `max` already. */
  intern(keywords: readonly string[], max: number, journal: Journal): number | undefined {
    const canonical = canonicalKeywords(keywords);
    const key = canonical.join('\u0000');
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    if (this.#sets.length > max) return undefined;
    const number = this.#sets.length;
    journal.push(this.#sets, canonical);
    journal.set(this.#numbers, key, number);
    return number;
  }
}
