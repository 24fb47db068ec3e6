import { type AccountId, err, type MailboxId, type MessageId, ok, type Result } from '../../base/index.ts';
import { type Actor, ALL_RIGHTS, Right, rightsOf } from '../acl.ts';
import { type StoreError, storeError } from '../error.ts';
import type { Flags, PackedFlags } from '../flags.ts';
import { keywordSet, packFlags, systemFlags } from '../flags.ts';
import type { StoreLimits } from '../limits.ts';
import type { AccountData, MailboxData, MessageData } from './account.ts';
import type { Journal } from './journal.ts';
import { dropThreadKeys } from './thread.ts';

/** What a commit is made against; the same for all its operations. */
export interface DraftSetting {
  readonly account: AccountData;
  readonly actor: Actor;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly limits: StoreLimits;
  readonly separator: string;
  readonly journal: Journal;
  readonly accounts: ReadonlyMap<AccountId, AccountData>;
}

/** A commit underway: what its operations share. */
export class Draft {
  readonly account: AccountData;
  readonly actor: Actor;
  readonly now: number;
  readonly limits: StoreLimits;
  readonly separator: string;
  readonly journal: Journal;
  readonly accounts: ReadonlyMap<AccountId, AccountData>;
  /** The number that the commit takes, if it changes anything. */
  readonly modSeq: number;
  /** Whether anything that is numbered has changed. */
  changed = false;
  /** Whether the list of mailboxes, a name, a role, an ACL or a subscription has. */
  mailboxListChanged = false;
  readonly changedMailboxes = new Set<MailboxId>();
  /** Keys of the targets whose properties have. */
  readonly changedProperties = new Set<string>();

  constructor(setting: DraftSetting) {
    this.account = setting.account;
    this.actor = setting.actor;
    this.now = setting.now;
    this.limits = setting.limits;
    this.separator = setting.separator;
    this.journal = setting.journal;
    this.accounts = setting.accounts;
    this.modSeq = setting.account.modSeq + 1;
  }

  rights(mailbox: MailboxData): number {
    return rightsOf(this.account.id, mailbox.acl, this.actor);
  }

  /** Whether the actor is bound by rights: neither the owner nor the system. */
  get isGuest(): boolean {
    return rightsOf(this.account.id, new Map(), this.actor) !== ALL_RIGHTS;
  }

  mailbox(id: MailboxId, needed: number): Result<MailboxData, StoreError> {
    return reachMailbox(this.account, id, this.actor, needed);
  }

  mailboxChanged(mailbox: MailboxData): void {
    this.changed = true;
    this.mailboxListChanged = true;
    this.journal.assign(mailbox, { changedModSeq: this.modSeq });
  }

  entriesChanged(mailbox: MailboxData): void {
    this.changed = true;
    this.changedMailboxes.add(mailbox.id);
    this.journal.assign(mailbox, { highestModSeq: this.modSeq });
  }

  /** Somebody's own \Seen changed: told like a change of entries, but the entries and their highest modseq stay. */
  seenChanged(mailbox: MailboxData): void {
    this.changed = true;
    this.changedMailboxes.add(mailbox.id);
  }

  messageChanged(id: MessageId): void {
    this.#replaceMessage(id, {});
  }

  addPlace(id: MessageId, mailbox: MailboxId, uid: number): void {
    const places = [...this.account.messages.get(id)!.places, { mailbox, uid }];
    this.#replaceMessage(id, { places: places.sort((a, b) => a.mailbox - b.mailbox || a.uid - b.uid) });
  }

  /** Takes a place away, and with the last one the message and its properties. */
  removePlace(id: MessageId, mailbox: MailboxId, uid: number): void {
    const message = this.account.messages.get(id)!;
    const places = message.places.filter((place) => place.mailbox !== mailbox || place.uid !== uid);
    if (places.length > 0) {
      this.#replaceMessage(id, { places });
      return;
    }
    this.journal.delete(this.account.messages, id);
    this.journal.delete(this.account.properties, `message ${id}`);
    dropThreadKeys(this, message.threadHashes);
    const { createdModSeq } = message;
    this.journal.push(this.account.messagesGone, { id, createdModSeq, modSeq: this.modSeq });
  }

  flagsOf(packed: PackedFlags): Flags {
    return { system: systemFlags(packed), keywords: this.account.keywords.names(keywordSet(packed)) };
  }

  /** Packs flags, with a keyword set taken anew if need be. */
  pack(flags: Flags): Result<PackedFlags, StoreError> {
    const set = this.account.keywords.intern(flags.keywords, this.limits, this.journal);
    return set.ok ? ok(packFlags(flags.system, set.value)) : set;
  }

  #replaceMessage(id: MessageId, patch: Partial<MessageData>): void {
    const message = this.account.messages.get(id)!;
    this.journal.set(this.account.messages, id, { ...message, ...patch, changedModSeq: this.modSeq });
  }
}

/** The mailbox, if it is there, the actor may know of it, and has all rights of `needed` on it. */
export function reachMailbox(
  account: AccountData,
  id: MailboxId,
  actor: Actor,
  needed: number,
): Result<MailboxData, StoreError> {
  const mailbox = account.mailboxes.get(id);
  const rights = mailbox === undefined ? 0 : rightsOf(account.id, mailbox.acl, actor);
  if (mailbox === undefined || !(rights & Right.lookup)) return err(storeError('notFound', 'no such mailbox'));
  if ((rights & needed) !== needed) return err(storeError('noPermission', 'the rights on the mailbox do not suffice'));
  return ok(mailbox);
}
