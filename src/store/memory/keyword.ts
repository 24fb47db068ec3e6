import { encodeUtf8, err, ok, type Result } from '../../base/index.ts';
import { type StoreError, storeError } from '../error.ts';
import { canonicalKeywords } from '../flags.ts';
import type { StoreLimits } from '../limits.ts';
import type { KeywordSets } from '../snapshot.ts';
import type { Journal } from './journal.ts';

/**
 * The keyword sets that an account's entries carry or ever carried, each under its number; 0 is the empty one. Sets that
 * differ in case alone are one, and a keyword is always spelled as it was when the account first knew it.
 */
export class KeywordTable implements KeywordSets {
  readonly #sets: (readonly string[])[] = [[]];
  readonly #numbers = new Map<string, number>([['', 0]]);
  readonly #spellings = new Map<string, string>();

  names(set: number): readonly string[] {
    return this.#sets[set] ?? [];
  }

  /** The number of a set, taken anew if need be; `limit` for too many or too long keywords, or too many sets. */
  intern(keywords: readonly string[], limits: StoreLimits, journal: Journal): Result<number, StoreError> {
    const canonical = canonicalKeywords(keywords);
    if (canonical.length > limits.keywordsPerMessageMax) {
      return err(storeError('limit', `a message can carry at most ${limits.keywordsPerMessageMax} keywords`));
    }
    if (canonical.some((keyword) => keyword === '' || encodeUtf8(keyword).length > limits.keywordMaxBytes)) {
      return err(storeError('limit', `a keyword can have 1 to ${limits.keywordMaxBytes} octets`));
    }
    const folds = canonical.map((keyword) => keyword.toLowerCase());
    const key = folds.join('\u0000');
    const known = this.#numbers.get(key);
    if (known !== undefined) return ok(known);
    const number = this.#sets.length;
    if (number > limits.keywordSetsMax) {
      return err(
        storeError('limit', `an account can have at most ${limits.keywordSetsMax} different sets of keywords`),
      );
    }
    folds.forEach((fold, index) => {
      if (!this.#spellings.has(fold)) journal.set(this.#spellings, fold, canonical[index]!);
    });
    journal.push(
      this.#sets,
      folds.map((fold) => this.#spellings.get(fold)!),
    );
    journal.set(this.#numbers, key, number);
    return ok(number);
  }
}
