import { Flag, type Flags, type MailboxSnapshot, NO_FLAGS } from '../../store/index.ts';

/** System flags as they are written, with their bits. \Recent is none of the store's. */
const SYSTEM: readonly (readonly [name: string, bit: number])[] = [
  ['\\Answered', Flag.answered],
  ['\\Flagged', Flag.flagged],
  ['\\Deleted', Flag.deleted],
  ['\\Seen', Flag.seen],
  ['\\Draft', Flag.draft],
];

export const SYSTEM_FLAG_NAMES: readonly string[] = SYSTEM.map(([name]) => name);

/** The names of an entry's flags, as FETCH FLAGS gives them. */
export function flagNames(snapshot: MailboxSnapshot, packedFlags: number): string[] {
  const names: string[] = [];
  for (const [name, bit] of SYSTEM) if ((packedFlags & bit) !== 0) names.push(name);
  if (packedFlags >>> 8 !== 0) names.push(...snapshot.keywords(packedFlags));
  return names;
}

/**
 * Flags as a client wrote them. \Recent and system flags that nobody knows are passed over: they are not among the
 * PERMANENTFLAGS (RFC 9051 §7.1).
 */
export function flagsFromNames(names: readonly string[]): Flags {
  if (names.length === 0) return NO_FLAGS;
  let system = 0;
  const keywords: string[] = [];
  for (const name of names) {
    if (name.startsWith('\\')) system |= systemFlagBit(name) ?? 0;
    else keywords.push(name);
  }
  return { system, keywords };
}

export function systemFlagBit(name: string): number | undefined {
  const lower = name.toLowerCase();
  return SYSTEM.find(([each]) => each.toLowerCase() === lower)?.[1];
}
