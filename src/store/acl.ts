import type { AccountId } from '../base/index.ts';

/** Rights on a mailbox as one mask; the letters are those of RFC 4314 §2.1. */
export const Right = {
  lookup: 1, // l
  read: 2, // r
  seen: 4, // s
  write: 8, // w
  insert: 16, // i
  post: 32, // p
  createMailbox: 64, // k
  deleteMailbox: 128, // x
  deleteMessages: 256, // t
  expunge: 512, // e
  administer: 1024, // a
} as const;

const RIGHT_LETTERS = 'lrswipkxtea';
export const ALL_RIGHTS = 2047;

/** The identifier of everybody who is logged in (RFC 4314 §2). */
export const ANYONE = 0;
export type AclIdentifier = AccountId | typeof ANYONE;
export type Acl = ReadonlyMap<AclIdentifier, number>;

/** The owner always has every right; others have what is granted to them or to anyone. */
export function rightsOf(owner: AccountId, acl: Acl, actor: Actor): number {
  if (actor === SYSTEM || actor === owner) return ALL_RIGHTS;
  return (acl.get(actor) ?? 0) | (acl.get(ANYONE) ?? 0);
}

/** The mask of a string of right letters, or undefined if one is unknown. */
export function parseRights(letters: string): number | undefined {
  let rights = 0;
  for (const letter of letters) {
    const bit = RIGHT_LETTERS.indexOf(letter);
    if (bit === -1) return undefined;
    rights |= 1 << bit;
  }
  return rights;
}

/** Who acts: an account, or the system itself (delivery, maintenance), which may do everything. */
export const SYSTEM = 'system';
export type Actor = AccountId | typeof SYSTEM;
