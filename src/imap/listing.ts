import { INBOX, type Mailbox, type MailboxRole, parentName } from '../store/index.ts';
import { matchesMailbox } from './list-pattern.ts';
import type { ListSelection } from './wire/index.ts';

/** One line of LIST's answer. */
export interface ListRow<Kind extends Mailbox = Mailbox> {
  readonly name: string;
  /** Undefined: the name is subscribed to, or is above one that is, and there is no mailbox of it. */
  readonly mailbox: Kind | undefined;
  readonly subscribed: boolean;
  readonly hasChildren: boolean;
  /** It meets the selection options itself; otherwise it is here for its children alone. */
  readonly selected: boolean;
  /** CHILDINFO (RFC 9051 §6.3.9.6): the selection options that something below it meets. */
  readonly childInfo: readonly string[];
  /** No mailbox, but a level above some: `%` ends at it (RFC 3501 §6.3.8). */
  readonly isLevel: boolean;
}

export interface ListRequest {
  /** Canonical patterns, reference and name joined. */
  readonly patterns: readonly string[];
  readonly selection: ListSelection;
}

/** RFC 6154 §2, RFC 8457 §3 */
const ROLE_ATTRIBUTES: Readonly<Record<Exclude<MailboxRole, 'inbox'>, string>> = {
  all: '\\All',
  archive: '\\Archive',
  drafts: '\\Drafts',
  flagged: '\\Flagged',
  junk: '\\Junk',
  sent: '\\Sent',
  trash: '\\Trash',
  important: '\\Important',
};

const ROLES = Object.keys(ROLE_ATTRIBUTES) as readonly (keyof typeof ROLE_ATTRIBUTES)[];

/** The role that `\Sent` stands for, in any case. */
export function roleOfAttribute(attribute: string): MailboxRole | undefined {
  const lower = attribute.toLowerCase();
  return ROLES.find((role) => ROLE_ATTRIBUTES[role].toLowerCase() === lower);
}

export function roleAttribute(mailbox: Mailbox): string | undefined {
  return mailbox.role === undefined || mailbox.role === 'inbox' ? undefined : ROLE_ATTRIBUTES[mailbox.role];
}

/** What LIST answers (RFC 9051 §6.3.9), in the order of names, INBOX first. */
export function listRows<Kind extends Mailbox>(
  mailboxes: readonly Kind[],
  subscriptions: readonly string[],
  request: ListRequest,
  separator: string,
): readonly ListRow<Kind>[] {
  const byName = new Map(mailboxes.map((mailbox) => [mailbox.name, mailbox]));
  const subscribed = new Set(subscriptions);
  const parents = namesAbove(byName.keys(), separator);
  const { selection } = request;
  const meets = (name: string): boolean =>
    (selection.subscribed ? subscribed.has(name) : byName.has(name)) &&
    (!selection.specialUse || (byName.has(name) && roleAttribute(byName.get(name)!) !== undefined));
  const names = new Set([...byName.keys(), ...(selection.subscribed ? subscriptions : [])]);
  const meeting = [...names].filter(meets);
  const above = selection.recursiveMatch ? namesAbove(meeting, separator) : new Set<string>();
  const hidden = selection.recursiveMatch
    ? meeting.filter((name) => !matchesAny(request.patterns, name, separator))
    : [];
  const aboveHidden = namesAbove(hidden, separator);
  const options = [...(selection.subscribed ? ['SUBSCRIBED'] : []), ...(selection.specialUse ? ['SPECIAL-USE'] : [])];

  const plain = !selection.subscribed && !selection.specialUse && !selection.recursiveMatch;
  const endings = plain ? request.patterns.filter((pattern) => pattern.endsWith('%')) : [];
  const levels = new Set([...parents].filter((name) => !byName.has(name) && matchesAny(endings, name, separator)));

  const rows: ListRow<Kind>[] = [];
  for (const name of [...new Set([...names, ...above, ...levels])].sort(byListOrder)) {
    if (!matchesAny(request.patterns, name, separator)) continue;
    const selected = meets(name);
    // One that is there only for its children is left out if they are all in the answer themselves.
    if (!selected && !aboveHidden.has(name) && !levels.has(name)) continue;
    rows.push({
      name,
      mailbox: byName.get(name),
      subscribed: subscribed.has(name),
      hasChildren: parents.has(name),
      selected,
      isLevel: levels.has(name),
      childInfo: above.has(name) ? options : [],
    });
  }
  return rows;
}

/** What LSUB answers (RFC 3501 §6.3.9): a name above one that is subscribed to is \Noselect when `%` ends at it. */
export function lsubRows(
  subscriptions: readonly string[],
  pattern: string,
  separator: string,
): readonly { readonly name: string; readonly noSelect: boolean }[] {
  const subscribed = new Set(subscriptions);
  const rows = new Map<string, boolean>();
  for (const name of subscriptions) if (matchesMailbox(pattern, name, separator)) rows.set(name, false);
  if (pattern.endsWith('%')) {
    for (const name of namesAbove(subscriptions, separator)) {
      if (!subscribed.has(name) && matchesMailbox(pattern, name, separator)) rows.set(name, true);
    }
  }
  return [...rows.keys()].sort(byListOrder).map((name) => ({ name, noSelect: rows.get(name)! }));
}

function matchesAny(patterns: readonly string[], name: string, separator: string): boolean {
  return patterns.some((pattern) => matchesMailbox(pattern, name, separator));
}

/** Every name that stands above one of these. */
function namesAbove(names: Iterable<string>, separator: string): Set<string> {
  const above = new Set<string>();
  for (const name of names) {
    for (let at = parentName(name, separator); at !== undefined && !above.has(at); at = parentName(at, separator)) {
      above.add(at);
    }
  }
  return above;
}

function byListOrder(a: string, b: string): number {
  if (a === b) return 0;
  if (a === INBOX) return -1;
  if (b === INBOX) return 1;
  return a < b ? -1 : 1;
}
