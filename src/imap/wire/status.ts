import type { ArgumentReader } from './argument-reader.ts';
import { readMailbox } from './mailbox-name.ts';

/** RFC 9051 §6.3.11; RECENT is of RFC 3501, HIGHESTMODSEQ of RFC 7162, MAILBOXID of RFC 8474, APPENDLIMIT of RFC 7889. */
export type StatusItem =
  | 'MESSAGES'
  | 'UIDNEXT'
  | 'UIDVALIDITY'
  | 'UNSEEN'
  | 'DELETED'
  | 'SIZE'
  | 'DELETED-STORAGE'
  | 'RECENT'
  | 'HIGHESTMODSEQ'
  | 'MAILBOXID'
  | 'APPENDLIMIT';

export interface StatusArguments {
  readonly mailbox: string;
  /** In the order asked, without doubles. */
  readonly items: readonly StatusItem[];
}

const STATUS_ITEMS: ReadonlySet<string> = new Set<StatusItem>([
  'MESSAGES',
  'UIDNEXT',
  'UIDVALIDITY',
  'UNSEEN',
  'DELETED',
  'SIZE',
  'DELETED-STORAGE',
  'RECENT',
  'HIGHESTMODSEQ',
  'MAILBOXID',
  'APPENDLIMIT',
]);

/** What follows STATUS: ` mailbox (item item …)`. */
export function statusArguments(reader: ArgumentReader): StatusArguments | undefined {
  const mailbox = reader.space() && readMailbox(reader);
  const items = mailbox !== undefined && reader.space() && readStatusItems(reader);
  return items ? { mailbox, items } : undefined;
}

export function readStatusItems(reader: ArgumentReader): readonly StatusItem[] | undefined {
  const items = reader.list(readStatusItem);
  return items && [...new Set(items)];
}

function readStatusItem(reader: ArgumentReader): StatusItem | undefined {
  const start = reader.at;
  const word = reader.word('statusItem');
  if (word === undefined) return undefined;
  return isStatusItem(word) ? word : reader.fail('statusItem', start);
}

function isStatusItem(word: string): word is StatusItem {
  return STATUS_ITEMS.has(word);
}
