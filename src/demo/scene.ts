import { Flag } from '../store/index.ts';
import type { Chance } from './chance.ts';
import type { Correspondent, Letter } from './letter.ts';

/** What every kind of sample mail is made from. */
export interface Scene {
  readonly chance: Chance;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly ada: Correspondent;
  readonly kenji: Correspondent;
}

/** A letter where one of the two people has it. */
export interface Placed {
  readonly letter: Letter;
  readonly owner: Correspondent;
  /** Parts of the mailbox's name. */
  readonly mailbox: readonly string[];
  /** A mask of `Flag`. */
  readonly flags: number;
  readonly keywords: readonly string[];
}

export const INBOX = ['INBOX'] as const;
const SENT = ['Sent'] as const;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
export const YEAR_DAYS = 365;

export interface Placing {
  readonly mailbox?: readonly string[];
  readonly keywords?: readonly string[];
}

/** A letter in the Sent of whoever of the two wrote it, and in a mailbox of whoever of them it was for. */
export function place(letter: Letter, scene: Scene, placing: Placing = {}): readonly Placed[] {
  const { mailbox = INBOX, keywords = [] } = placing;
  const placed: Placed[] = [];
  for (const owner of [scene.ada, scene.kenji]) {
    const receives = [...letter.to, ...(letter.cc ?? [])].some(({ address }) => address === owner.address);
    if (letter.from.address === owner.address) {
      placed.push({ letter, owner, mailbox: SENT, flags: Flag.seen, keywords: [] });
    } else if (receives) {
      const flags = readingFlags(letter, scene);
      placed.push({ letter, owner, mailbox, flags, keywords });
    }
  }
  return placed;
}

/** What is old has mostly been read; of the last days much has not. */
function readingFlags(letter: Letter, { chance, now }: Scene): number {
  const isOld = now - letter.at > 12 * DAY_MS;
  const seen = chance.happens(isOld ? 0.96 : 0.35) ? Flag.seen : 0;
  return seen | (chance.happens(0.06) ? Flag.flagged : 0);
}

/** A message id, without angle brackets, that no other letter of the demo has. */
export function letterId(scene: Scene, host: string): string {
  const part = () => Math.floor(scene.chance.next() * 0x1_0000_0000).toString(36);
  return `${part()}.${part()}@${host}`;
}

/** The part of an address behind the @. */
export function hostOf({ address }: Correspondent): string {
  return address.slice(address.indexOf('@') + 1);
}
