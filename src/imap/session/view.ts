import type { AccountId } from '../../base/index.ts';
import { compareSnapshots, type MailboxSnapshot, rightsOf } from '../../store/index.ts';
import { RecentUids } from './recent.ts';

/**
 * What may be told at a point of a session: nothing that numbers messages anew (before a command with sequence numbers),
 * everything but EXPUNGE (with FETCH, STORE and SEARCH, RFC 9051 §7.5.1), or all.
 */
export type NewsAllowed = 'flags' | 'noExpunge' | 'all';

/** What the client has not been told yet, in the order of sending. */
export interface ViewNews {
  /** Sequence numbers, descending, so that each is right when it is sent. */
  readonly expunged: readonly number[];
  /** The same messages by their uids, ascending. */
  readonly vanished: readonly number[];
  /** The number of messages, if it grew or was never told. */
  readonly exists: number | undefined;
  /** Uids, ascending, whose flags or modseq became others. */
  readonly changed: readonly number[];
}

const NOT_RENUMBERED = { expunged: [], vanished: [], exists: undefined };

/**
 * The selected mailbox as its client sees it. `numbering` is the snapshot in which the client counts: its sequence
 * numbers are right until an EXPUNGE or EXISTS is sent. `latest` is the newest snapshot: values come from there. Where
 * EXPUNGE must not be sent (RFC 9051 §7.5.1) and something has vanished, the two stay apart until the next command that
 * may send it.
 */
export class MailboxView {
  readonly readOnly: boolean;
  readonly recent = new RecentUids();
  /** The search result variable `$` (RFC 9051 §6.4.4.1): uids, ascending. */
  savedUids: Uint32Array = new Uint32Array(0);
  /** The store has changed since `latest` was taken. */
  dirty = false;
  /** The client was told that the telling of vanished messages waits (RFC 7162 §3.2). */
  delayTold = false;
  /** The rights that PERMANENTFLAGS told the client of. */
  toldFlagRights: number | undefined;
  #numbering: MailboxSnapshot;
  #latest: MailboxSnapshot;
  /** Uids whose values changed and were not told. */
  readonly #untold = new Set<number>();

  constructor(snapshot: MailboxSnapshot, readOnly: boolean) {
    this.#numbering = snapshot;
    this.#latest = snapshot;
    this.readOnly = readOnly;
  }

  get numbering(): MailboxSnapshot {
    return this.#numbering;
  }

  get latest(): MailboxSnapshot {
    return this.#latest;
  }

  /** Whose mailbox it is. */
  get owner(): AccountId {
    return this.#latest.account;
  }

  /** What the person logged in may do in it (RFC 4314 §2.1). */
  get rights(): number {
    const { account, mailbox, viewer } = this.#latest;
    return rightsOf(account, mailbox.acl, viewer);
  }

  /** The client has been told everything up to this modseq. */
  get toldModSeq(): number {
    return this.#numbering.mailbox.highestModSeq;
  }

  /** Takes a newer snapshot of the same mailbox; what differs becomes news. */
  advance(newer: MailboxSnapshot): void {
    if (newer === this.#latest) return;
    for (const uid of compareSnapshots(this.#latest, newer).changed) this.#untold.add(uid);
    this.#latest = newer;
  }

  /** The command itself has told, or the client knows, the present values of this message. */
  told(uid: number): void {
    this.#untold.delete(uid);
  }

  /** Messages whose present values the client does not know; a copy. */
  untoldUids(): ReadonlySet<number> {
    return new Set(this.#untold);
  }

  /** Whether a message that the client can still name is gone. */
  isGone(uid: number): boolean {
    return this.#numbering !== this.#latest && this.#latest.find(uid) === undefined;
  }

  /** How many of the messages that the client knows are \Recent to it. */
  recentCount(): number {
    let count = 0;
    for (const { first, last } of this.recent.ranges()) {
      count += this.#numbering.firstSequenceFrom(last + 1) - this.#numbering.firstSequenceFrom(first);
    }
    return count;
  }

  /** What is to be sent now; it counts as told afterwards. */
  takeNews(allowed: NewsAllowed): ViewNews {
    const before = this.#numbering;
    const renumbered = this.#renumber(allowed);
    if (this.#untold.size === 0) return { ...renumbered, changed: [] };
    // A message that the client has not heard of is fetched by it whole: only those that it knew are told.
    const changed: number[] = [];
    for (const uid of this.#untold) {
      if (before.sequenceOf(uid) !== 0 && this.#latest.sequenceOf(uid) !== 0) changed.push(uid);
    }
    this.#untold.clear();
    return { ...renumbered, changed: changed.sort((a, b) => a - b) };
  }

  #renumber(allowed: NewsAllowed): Omit<ViewNews, 'changed'> {
    const before = this.#numbering;
    if (before === this.#latest || allowed === 'flags') return NOT_RENUMBERED;
    const { vanished, arrived } = compareSnapshots(before, this.#latest);
    if (vanished.length > 0 && allowed !== 'all') return NOT_RENUMBERED;
    this.#numbering = this.#latest;
    return {
      expunged: vanished.map((uid) => before.sequenceOf(uid)).reverse(),
      vanished,
      exists: arrived.length > 0 ? this.#latest.count : undefined,
    };
  }
}
