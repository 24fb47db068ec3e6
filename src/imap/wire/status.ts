/** RFC 9051 §6.3.11; RECENT is of RFC 3501, HIGHESTMODSEQ of RFC 7162. */
export type StatusItem =
  | 'MESSAGES'
  | 'UIDNEXT'
  | 'UIDVALIDITY'
  | 'UNSEEN'
  | 'DELETED'
  | 'SIZE'
  | 'RECENT'
  | 'HIGHESTMODSEQ';

export interface StatusArguments {
  readonly mailbox: string;
  /** In the order asked, without doubles. */
  readonly items: readonly StatusItem[];
}
