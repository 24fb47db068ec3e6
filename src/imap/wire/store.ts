import type { SequenceSet } from './sequence-set.ts';

/** STORE and UID STORE (RFC 9051 §6.4.6). */
export interface StoreArguments {
  readonly set: SequenceSet;
  readonly mode: 'add' | 'remove' | 'replace';
  readonly silent: boolean;
  readonly flags: readonly string[];
  /** RFC 7162 §3.1.3; 0 is allowed. */
  readonly unchangedSince: number | undefined;
}
