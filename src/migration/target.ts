import { type AccountId, encodeLatin1, type MailboxId } from '../base/index.ts';
import { guessSpecialUse, type MailboxPath, parseGmailLabels } from '../mailbox-file/index.ts';
import { decodeHeaderText } from '../message/index.ts';
import { Flag, type Flags, type Mailbox, type Store, SYSTEM } from '../store/index.ts';
import type { SourceMailbox } from './source.ts';
import { orThrow } from './store-failure.ts';

/** A mailbox of the account into which messages go. */
export interface Target {
  readonly id: MailboxId;
  readonly name: string;
  /** Whether messages can have the uids that they had. */
  readonly keepsUids: boolean;
  uidNext: number;
}

/** Finds and makes the mailboxes of an account. */
export class Targets {
  readonly #store: Store;
  readonly #account: AccountId;

  constructor(store: Store, account: AccountId) {
    this.#store = store;
    this.#account = account;
  }

  /** The mailbox of that path, made if it is missing, with the role that its name means if no other in use has it. */
  async open(path: MailboxPath, numbers: SourceMailbox['numbers']): Promise<Target> {
    const made = await this.mailbox(path);
    const mailbox = await this.#adopt(made, numbers);
    const { id, name, uidNext, uidValidity } = mailbox;
    return { id, name, uidNext, keepsUids: numbers !== undefined && numbers.uidValidity === uidValidity };
  }

  async mailbox(path: MailboxPath): Promise<Mailbox> {
    const name = this.nameOf(path);
    const there = await this.#find(name);
    if (there !== undefined) return there;
    const role = guessSpecialUse(path);
    const holder = (await this.#all()).find((mailbox) => mailbox.role === role);
    // A mailbox that never had a message was made for the role alone, and gives it up.
    const free = role !== undefined && (holder === undefined || holder.uidNext === 1);
    await this.#commit({ kind: 'createMailbox', name, ...(free ? { role } : {}) });
    await this.#commit({ kind: 'subscribe', name, subscribed: true });
    return (await this.#find(name))!;
  }

  nameOf(path: MailboxPath): string {
    // A level cannot hold the separator; what stands for it is the nearest that looks alike.
    const parts = path.map((part) =>
      part.replaceAll(this.#store.separator, '_').replace(/[\u0000-\u001f\u007f-\u009f]/g, '_'),
    );
    const name = parts.filter((part) => part !== '').join(this.#store.separator) || 'INBOX';
    return name.toUpperCase() === 'INBOX' ? 'INBOX' : name;
  }

  async subscribe(path: MailboxPath): Promise<void> {
    await this.#commit({ kind: 'subscribe', name: this.nameOf(path), subscribed: true });
  }

  async refresh(target: Target): Promise<void> {
    target.uidNext = (await this.#find(target.name))?.uidNext ?? target.uidNext;
  }

  /** Where the labels of Gmail put a message, and the flags that they mean. */
  async byLabels(
    labels: string,
    flags: Flags,
  ): Promise<{ readonly mailboxes: readonly MailboxId[]; readonly flags: Flags }> {
    const { system, own, seen, flagged, important } = parseGmailLabels(decodeHeaderText(encodeLatin1(labels)));
    const names = { inbox: [], sent: ['Sent'], drafts: ['Drafts'], junk: ['Junk'], trash: ['Trash'] } as const;
    const all = await this.#all();
    const ids = new Set<MailboxId>();
    for (const role of system) ids.add((all.find((one) => one.role === role) ?? (await this.mailbox(names[role]))).id);
    for (const label of own) ids.add((await this.mailbox(label.split('/'))).id);
    if (ids.size === 0) ids.add((all.find((one) => one.role === 'archive') ?? (await this.mailbox(['Archive']))).id);
    const bits = (seen ? Flag.seen : 0) | (flagged ? Flag.flagged : 0) | (system.includes('drafts') ? Flag.draft : 0);
    const keywords = important ? [...flags.keywords, '$Important'] : flags.keywords;
    return { mailboxes: [...ids], flags: { system: flags.system | bits, keywords } };
  }

  /** Takes over the uidvalidity, where the mailbox never had a message and no other has it. */
  async #adopt(mailbox: Mailbox, numbers: SourceMailbox['numbers']): Promise<Mailbox> {
    if (numbers === undefined || mailbox.uidNext !== 1 || mailbox.uidValidity === numbers.uidValidity) return mailbox;
    const { uidValidity } = numbers;
    const adopted = await this.#store.commit(this.#account, SYSTEM, [
      { kind: 'adoptUids', mailbox: mailbox.id, uidValidity },
    ]);
    if (!adopted.ok && (adopted.error.code === 'unavailable' || adopted.error.code === 'notFound')) orThrow(adopted);
    return (await this.#find(mailbox.name))!;
  }

  async #all(): Promise<readonly Mailbox[]> {
    return orThrow(await this.#store.mailboxes(this.#account, SYSTEM));
  }
  async #find(name: string): Promise<Mailbox | undefined> {
    const normal = name.normalize('NFC');
    return (await this.#all()).find((mailbox) => mailbox.name === normal || mailbox.name === name);
  }
  async #commit(operation: Parameters<Store['commit']>[2][number]): Promise<void> {
    orThrow(await this.#store.commit(this.#account, SYSTEM, [operation]));
  }
}
