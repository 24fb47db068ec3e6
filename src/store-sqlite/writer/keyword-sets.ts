import { err, ok, type Result } from '../../base/index.ts';
import {
  canonicalKeywords,
  type Flags,
  KEYWORD_SETS_MAX,
  keywordSet,
  type PackedFlags,
  packFlags,
  type StoreError,
  type StoreLimits,
  storeError,
  systemFlags,
} from '../../store/index.ts';
import type { Statements } from '../statements.ts';

/**
 * The keyword sets of one account: each distinct set is a number, given out once and for good. Sets that differ in case
 * alone are one, and a keyword is always spelled as it was when the account first knew it.
 */
export class KeywordSetTable {
  readonly #account: number;
  readonly #statements: Statements;
  readonly #names = new Map<number, readonly string[]>([[0, []]]);
  readonly #byFold = new Map<string, number>([['', 0]]);
  readonly #spellings = new Map<string, string>();

  constructor(account: number, statements: Statements) {
    this.#account = account;
    this.#statements = statements;
    const rows = statements.rows<{ id: number; names: string }>(
      'SELECT id, names FROM keyword_set WHERE account = ? ORDER BY id',
      account,
    );
    for (const row of rows) this.#remember(row.id, JSON.parse(row.names) as string[]);
  }

  unpack(packed: PackedFlags): Flags {
    const keywords = this.#names.get(keywordSet(packed));
    if (keywords === undefined) throw new Error(`account ${this.#account} has no keyword set ${keywordSet(packed)}`);
    return { system: systemFlags(packed), keywords };
  }

  /** Packs flags; a set that is new is written to the index. `limit` for too many or too long keywords, or too many sets. */
  pack(flags: Flags, limits: StoreLimits): Result<PackedFlags, StoreError> {
    if (flags.keywords.length === 0) return ok(packFlags(flags.system, 0));
    const canonical = canonicalKeywords(flags.keywords);
    if (canonical.length > limits.keywordsPerMessageMax) {
      return err(storeError('limit', `a message can carry at most ${limits.keywordsPerMessageMax} keywords`));
    }
    if (canonical.some((keyword) => keyword === '' || Buffer.byteLength(keyword) > limits.keywordMaxBytes)) {
      return err(storeError('limit', `a keyword can have 1 to ${limits.keywordMaxBytes} octets`));
    }
    let id = this.#byFold.get(foldOf(canonical));
    if (id === undefined) {
      id = this.#names.size;
      if (id > Math.min(limits.keywordSetsMax, KEYWORD_SETS_MAX)) {
        return err(
          storeError('limit', `an account can have at most ${limits.keywordSetsMax} different sets of keywords`),
        );
      }
      const names = canonical.map((keyword) => this.#spellings.get(keyword.toLowerCase()) ?? keyword);
      this.#statements.run(
        'INSERT INTO keyword_set (account, id, names) VALUES (?, ?, ?)',
        this.#account,
        id,
        JSON.stringify(names),
      );
      this.#remember(id, names);
    }
    return ok(packFlags(flags.system, id));
  }

  #remember(id: number, names: readonly string[]): void {
    this.#names.set(id, names);
    this.#byFold.set(foldOf(names), id);
    for (const name of names) {
      if (!this.#spellings.has(name.toLowerCase())) this.#spellings.set(name.toLowerCase(), name);
    }
  }
}

function foldOf(names: readonly string[]): string {
  return names.map((name) => name.toLowerCase()).join('\0');
}
