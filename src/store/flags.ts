/**
 * The flags of one entry, packed in 32 bits: the low 8 are the system flags (RFC 9051 §2.3.2), the high 24 name a set of
 * keywords, interned once per account; set 0 has none. So a page of entries stays an array of numbers, however many
 * keywords a person invents.
 */
export type PackedFlags = number;

export const Flag = { seen: 1, answered: 2, flagged: 4, deleted: 8, draft: 16 } as const;
export type SystemFlag = keyof typeof Flag;

export const SYSTEM_FLAGS_MASK = 0xff;
export const KEYWORD_SETS_MAX = 0xffffff;

export function packFlags(system: number, keywordSet: number): PackedFlags {
  return ((keywordSet << 8) | (system & SYSTEM_FLAGS_MASK)) >>> 0;
}

export function systemFlags(packed: PackedFlags): number {
  return packed & SYSTEM_FLAGS_MASK;
}

export function keywordSet(packed: PackedFlags): number {
  return packed >>> 8;
}

/** Flags as people and protocols name them: system flags as a mask of `Flag`, keywords without regard to case. */
export interface Flags {
  readonly system: number;
  readonly keywords: readonly string[];
}

export const NO_FLAGS: Flags = { system: 0, keywords: [] };

/** One keyword set's canonical form: sorted, without doubles by case; the first spelling wins. */
export function canonicalKeywords(keywords: readonly string[]): readonly string[] {
  if (keywords.length === 0) return keywords;
  const byFold = new Map<string, string>();
  for (const keyword of keywords) {
    const fold = keyword.toLowerCase();
    if (!byFold.has(fold)) byFold.set(fold, keyword);
  }
  return [...byFold.entries()].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, keyword]) => keyword);
}

export type FlagChangeMode = 'add' | 'remove' | 'replace';

/** What `flags` become under a change. Keywords are compared without regard to case. */
export function changeFlags(flags: Flags, mode: FlagChangeMode, change: Flags): Flags {
  if (mode === 'replace') return { system: change.system, keywords: canonicalKeywords(change.keywords) };
  if (mode === 'add') {
    return {
      system: flags.system | change.system,
      keywords:
        change.keywords.length === 0 ? flags.keywords : canonicalKeywords([...flags.keywords, ...change.keywords]),
    };
  }
  const gone = new Set(change.keywords.map((keyword) => keyword.toLowerCase()));
  return {
    system: flags.system & ~change.system,
    keywords: gone.size === 0 ? flags.keywords : flags.keywords.filter((keyword) => !gone.has(keyword.toLowerCase())),
  };
}
