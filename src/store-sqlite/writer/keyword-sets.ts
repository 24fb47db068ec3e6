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

/** The keyword sets of one account: each distinct set of keywords is a number, given out once and for good. */
export class KeywordSetTable {
  readonly #account: number;
  readonly #statements: Statements;
  readonly #names = new Map<number, readonly string[]>([[0, []]]);
  readonly #bySpelling = new Map<string, number>([['', 0]]);

  constructor(account: number, statements: Statements) {
    this.#account = account;
    this.#statements = statements;
    const rows = statements.rows<{ id: number; names: string }>(
      'SELECT id, names FROM keyword_set WHERE account = ?',
      account,
    );
    for (const row of rows) this.#remember(row.id, JSON.parse(row.names) as string[]);
  }

  unpack(packed: PackedFlags): Flags {
    const keywords = this.#names.get(keywordSet(packed));
    if (keywords === undefined) throw new Error(`account ${this.#account} has no keyword set ${keywordSet(packed)}`);
    return { system: systemFlags(packed), keywords };
  }

  /** Packs flags; a set that is new is written to the index. `limit` when there are too many. */
  pack(flags: Flags, limits: StoreLimits): Result<PackedFlags, StoreError> {
    if (flags.keywords.length === 0) return ok(packFlags(flags.system, 0));
    const names = canonicalKeywords(flags.keywords);
    if (names.length > limits.keywordsPerMessageMax) {
      return err(storeError('limit', `a message can carry at most ${limits.keywordsPerMessageMax} keywords`));
    }
    let id = this.#bySpelling.get(spellingOf(names));
    if (id === undefined) {
      id = this.#names.size;
      if (id > Math.min(limits.keywordSetsMax, KEYWORD_SETS_MAX)) {
        return err(storeError('limit', 'the account has too many different sets of keywords'));
      }
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
    this.#bySpelling.set(spellingOf(names), id);
  }
}

/** Whether keywords keep within the limits, before anything is done with them. */
export function checkKeywords(flags: Flags, limits: StoreLimits): Result<void, StoreError> {
  if (flags.keywords.length > limits.keywordsPerMessageMax) {
    return err(storeError('limit', `a message can carry at most ${limits.keywordsPerMessageMax} keywords`));
  }
  if (flags.keywords.some((keyword) => Buffer.byteLength(keyword) > limits.keywordMaxBytes)) {
    return err(storeError('limit', `a keyword can have at most ${limits.keywordMaxBytes} octets`));
  }
  return ok(undefined);
}

function spellingOf(names: readonly string[]): string {
  return names.join('\0');
}
