import { type Log, silentLog } from '../base/index.ts';
import type { DefaultMailbox, Store } from '../store/index.ts';
import type { Delivery } from './contract.ts';
import { foreseeRefusal } from './foresee.ts';
import { InboxFinder } from './inbox.ts';
import { DEFAULT_DELIVERY_LIMITS, type DeliveryLimits } from './limits.ts';
import { MailReception } from './reception.ts';

/** What a new account has beside INBOX (RFC 6154). */
export const DEFAULT_MAILBOXES: readonly DefaultMailbox[] = [
  { name: 'Drafts', role: 'drafts' },
  { name: 'Sent', role: 'sent' },
  { name: 'Archive', role: 'archive' },
  { name: 'Junk', role: 'junk' },
  { name: 'Trash', role: 'trash' },
];

export interface DeliveryOptions {
  readonly store: Store;
  readonly log?: Log;
  readonly limits?: Partial<DeliveryLimits>;
  /** DEFAULT_MAILBOXES if it is left out. */
  readonly defaultMailboxes?: readonly DefaultMailbox[];
  /** Mail for `name+tag@domain` goes into the mailbox `tag` if there is one. False if it is left out: into INBOX. */
  readonly detailToMailbox?: boolean;
  /** Our own name, for Received. */
  readonly hostname?: string;
  /** A full mailbox is a reason to try again (452) and not to give up (552). */
  readonly overQuotaIsTemporary?: boolean;
}

/** Mail goes in at the one end, and is in the mailboxes of its recipients, durably, at the other. */
export function createDelivery(options: DeliveryOptions): Delivery {
  const limits: DeliveryLimits = { ...DEFAULT_DELIVERY_LIMITS, ...options.limits };
  const { store, log = silentLog, defaultMailboxes = DEFAULT_MAILBOXES } = options;
  const scene = {
    store,
    log,
    limits,
    inboxes: new InboxFinder(store, defaultMailboxes, limits.inboxesRememberedMax),
    detailToMailbox: options.detailToMailbox ?? false,
    overQuotaIsTemporary: options.overQuotaIsTemporary ?? false,
    hostname: options.hostname ?? 'localhost',
  };
  return {
    messageMaxBytes: limits.messageMaxBytes,
    foresee: (recipient, sizeBytes) => foreseeRefusal(scene, recipient, sizeBytes),
    receive: (envelope) => new MailReception(scene, envelope),
  };
}
