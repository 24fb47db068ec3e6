import { Flag, type MailboxSnapshot } from '../../store/index.ts';

/** What SELECT tells of the flags in a mailbox, found in one pass over its pages. */
export interface FlagSurvey {
  /** Every keyword in use, sorted without regard to case. */
  readonly keywords: readonly string[];
  /** The sequence number of the first message without \Seen, or 0. */
  readonly firstUnseen: number;
}

export function flagSurvey(snapshot: MailboxSnapshot): FlagSurvey {
  const sets = new Set<number>();
  let previous = 0;
  let firstUnseen = 0;
  let sequence = 0;
  for (const { flags, count } of snapshot.pages) {
    for (let i = 0; i < count; i++) {
      const packed = flags[i]!;
      sequence++;
      if (firstUnseen === 0 && (packed & Flag.seen) === 0) firstUnseen = sequence;
      const set = packed >>> 8;
      if (set === previous) continue;
      previous = set;
      if (set !== 0) sets.add(packed);
    }
  }
  const names = new Map<string, string>();
  for (const packed of sets) for (const name of snapshot.keywords(packed)) names.set(name.toLowerCase(), name);
  const keywords = [...names.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, name]) => name);
  return { keywords, firstUnseen };
}
