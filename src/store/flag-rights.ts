import { Right } from './acl.ts';
import { Flag, type FlagChangeMode, type Flags } from './flags.ts';

/** Which flags a set of rights lets a person change (RFC 4314 §4): `s` \Seen, `t` \Deleted, `w` all others. */
export interface FlagRights {
  readonly system: number;
  readonly keywords: boolean;
}

export function flagRights(rights: number): FlagRights {
  const seen = rights & Right.seen ? Flag.seen : 0;
  const deleted = rights & Right.deleteMessages ? Flag.deleted : 0;
  const others = rights & Right.write ? Flag.answered | Flag.flagged | Flag.draft : 0;
  return { system: seen | deleted | others, keywords: (rights & Right.write) !== 0 };
}

/** The flags of a new entry that its maker may give it; the others are dropped, never refused. */
export function permittedFlags(flags: Flags, may: FlagRights): Flags {
  return { system: flags.system & may.system, keywords: may.keywords ? flags.keywords : [] };
}

/**
 * Whether at least one flag that a change names may be changed. To replace all flags names all; to add or remove none
 * is no change, and open to everybody.
 */
export function mayChangeSome(mode: FlagChangeMode, named: Flags, may: FlagRights): boolean {
  if (mode === 'replace') return may.system !== 0;
  if (named.system === 0 && named.keywords.length === 0) return true;
  return (named.system & may.system) !== 0 || (may.keywords && named.keywords.length > 0);
}

/** A change as far as it is permitted; the other flags stay as they were. */
export function permittedChange(before: Flags, after: Flags, may: FlagRights): Flags {
  return {
    system: (before.system & ~may.system) | (after.system & may.system),
    keywords: may.keywords ? after.keywords : before.keywords,
  };
}
