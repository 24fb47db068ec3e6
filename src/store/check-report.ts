/** What a check found. */
export interface CheckReport {
  /** No damage, or all of it repaired. */
  readonly ok: boolean;
  readonly accounts: number;
  readonly mailboxes: number;
  readonly messages: number;
  readonly bodies: number;
  /** Octets of bodies that were read and compared with their checksums. */
  readonly bytes: number;
  /** Messages that the search index does not hold yet; 0 where there is none. */
  readonly unindexed: number;
  readonly problems: readonly CheckProblem[];
}

export interface CheckProblem {
  readonly kind: ProblemKind;
  /** For a person: where, and what is wrong. */
  readonly detail: string;
  readonly repaired: boolean;
}

export type ProblemKind =
  | 'index' // the database itself is damaged
  | 'page' // a page of entries contradicts itself or its mailbox
  | 'counts' // a number that is derived is wrong
  | 'place' // entries and messages do not agree
  | 'rendered' // rendered metadata is missing
  | 'body' // octets are missing, cut or changed
  | 'segment' // what a segment is said to hold is wrong
  | 'search'; // the index of texts is damaged
