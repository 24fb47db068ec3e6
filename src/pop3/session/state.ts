import type { Maildrop } from './maildrop.ts';

/** The states of RFC 1939 §3, and what belongs to each. UPDATE has no duration here: QUIT runs it. */
export type State = Authorization | Challenged | Transaction;

export interface Authorization {
  readonly kind: 'authorization';
  /** From a USER that awaits its PASS. */
  readonly username: string | undefined;
  readonly failures: number;
}
/** The next line answers AUTH's challenge (RFC 5034 §4). */
export interface Challenged {
  readonly kind: 'challenged';
  /** The name of AUTH's mechanism. */
  readonly mechanism: string;
  readonly failures: number;
}
export interface Transaction {
  readonly kind: 'transaction';
  readonly maildrop: Maildrop;
}

export const INITIAL_STATE: Authorization = { kind: 'authorization', username: undefined, failures: 0 };
