import type { AccountId } from '../../base/index.ts';
import type { Mailbox } from '../../store/index.ts';

/** Where a name leads: whose account, and which name there. */
export interface MailboxPlace {
  readonly owner: AccountId;
  readonly path: string;
}

/** A mailbox, `name` being the one by which this session's client knows it. */
export interface NamedMailbox extends Mailbox, MailboxPlace {}
