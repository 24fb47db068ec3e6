/**
 * What was sent and what was acknowledged. A place is one message in one mailbox of one account; a message is at most
 * once in a mailbox. An operation that is under way leaves a place with two states that are both right; what is seen
 * after the next start decides, and holds from then on.
 */
export interface Place {
  readonly account: string;
  readonly mailbox: string;
  readonly id: number;
  /** Appended as it stands, or delivered with trace fields in front. */
  readonly via: 'append' | 'lmtp';
  uid: number | undefined;
  present: boolean;
  /** Sorted, joined by blanks, without \Recent. */
  flags: string;
  /** The operation under way would have it so. */
  pending: { readonly present: boolean; readonly flags: string } | undefined;
  /** The other end of a move under way: exactly one of both is there. */
  partner: Place | undefined;
  /** An operation that names it is not answered yet. */
  busy: boolean;
  /** The octets were read back and compared since the last start. */
  bodySeen: boolean;
}

export interface MailboxFacts {
  uidValidity: number;
  uidNext: number;
  highestModSeq: number;
}

export class Ledger {
  /** By account, mailbox and id. */
  readonly #places = new Map<string, Map<number, Place>>();
  /** Which message had a uid, over all kills. The key holds the UIDVALIDITY. */
  readonly #uids = new Map<string, number>();
  readonly facts = new Map<string, MailboxFacts>();
  readonly violations: string[] = [];
  readonly counts = { sent: 0, acknowledged: 0, refused: 0, inDoubt: 0, inDoubtDone: 0, bodies: 0, observed: 0 };
  #nextId = 1;
  /** Said with each violation. */
  moment = '';

  newId(): number {
    return this.#nextId++;
  }

  violation(text: string): void {
    this.violations.push(`${this.moment}: ${text}`);
    if (this.violations.length <= 40) console.log(`VIOLATION ${this.moment}: ${text}`);
  }

  places(account: string, mailbox: string): Iterable<Place> {
    return this.#in(account, mailbox).values();
  }

  place(account: string, mailbox: string, id: number): Place | undefined {
    return this.#in(account, mailbox).get(id);
  }

  size(account: string, mailbox: string): number {
    return this.#in(account, mailbox).size;
  }

  /** A message is on its way into a mailbox. */
  expect(place: Pick<Place, 'account' | 'mailbox' | 'id' | 'via'>, flags: string): Place {
    const made: Place = {
      ...place,
      uid: undefined,
      present: false,
      flags: '',
      pending: { present: true, flags },
      partner: undefined,
      busy: true,
      bodySeen: false,
    };
    this.#in(place.account, place.mailbox).set(place.id, made);
    this.counts.sent++;
    return made;
  }

  /** An operation on a place that is there is sent. */
  begin(place: Place, pending: Place['pending']): void {
    place.busy = true;
    place.pending = pending;
    this.counts.sent++;
  }

  /** The operation was acknowledged. */
  acknowledge(place: Place, uid?: number): void {
    if (place.pending !== undefined) {
      place.present = place.pending.present;
      place.flags = place.pending.flags;
    }
    if (uid !== undefined) place.uid = uid;
    this.#settle(place);
    this.counts.acknowledged++;
  }

  /** The operation was answered with a refusal: then it must not have happened. */
  refuse(place: Place): void {
    this.#settle(place);
    this.counts.refused++;
  }

  /** After a restart: the place was seen so, within what was allowed. */
  resolve(place: Place, present: boolean, flags: string, uid: number | undefined): void {
    if (place.pending !== undefined) {
      this.counts.inDoubt++;
      if (present === place.pending.present && (!present || flags === place.pending.flags)) this.counts.inDoubtDone++;
    }
    place.present = present;
    place.flags = flags;
    if (uid !== undefined) place.uid = uid;
    this.#settle(place);
  }

  /** A uid was seen, or acknowledged, for a message: it is that message's for ever. */
  recordUid(account: string, mailbox: string, uidValidity: number, uid: number, id: number): void {
    const key = `${account}\n${mailbox}\n${uidValidity}\n${uid}`;
    const before = this.#uids.get(key);
    if (before === undefined) this.#uids.set(key, id);
    else if (before !== id) {
      this.violation(`${account} ${mailbox} uid ${uid} was message ${before} and is now message ${id}`);
    }
    const facts = this.facts.get(`${account}\n${mailbox}`);
    if (facts !== undefined && uid >= facts.uidNext) facts.uidNext = uid + 1;
  }

  get uidCount(): number {
    return this.#uids.size;
  }

  recordModSeq(account: string, mailbox: string, modSeq: number): void {
    const facts = this.facts.get(`${account}\n${mailbox}`);
    if (facts !== undefined && modSeq > facts.highestModSeq) facts.highestModSeq = modSeq;
  }

  /** The highest number that anything in the mailbox is known to have. */
  highestModSeq(account: string, mailbox: string): number {
    return this.facts.get(`${account}\n${mailbox}`)?.highestModSeq ?? 0;
  }

  /** What SELECT says of a mailbox, against everything it said before. */
  recordFacts(account: string, mailbox: string, now: MailboxFacts): void {
    const key = `${account}\n${mailbox}`;
    const before = this.facts.get(key);
    if (before !== undefined) {
      if (now.uidValidity !== before.uidValidity) {
        this.violation(`${account} ${mailbox} UIDVALIDITY went from ${before.uidValidity} to ${now.uidValidity}`);
      }
      if (now.uidNext < before.uidNext) {
        this.violation(`${account} ${mailbox} UIDNEXT went back from ${before.uidNext} to ${now.uidNext}`);
      }
      if (now.highestModSeq < before.highestModSeq) {
        this.violation(`${account} ${mailbox} modseq went back from ${before.highestModSeq} to ${now.highestModSeq}`);
      }
    }
    this.facts.set(key, { ...now });
  }

  #settle(place: Place): void {
    place.pending = undefined;
    place.partner = undefined;
    place.busy = false;
    const there = this.#in(place.account, place.mailbox);
    if (!place.present && there.get(place.id) === place) there.delete(place.id);
  }

  #in(account: string, mailbox: string): Map<number, Place> {
    const key = `${account}\n${mailbox}`;
    const places = this.#places.get(key) ?? new Map<number, Place>();
    this.#places.set(key, places);
    return places;
  }
}

/** Flags as the ledger compares them. */
export function flagText(flags: readonly string[]): string {
  return [...new Set(flags)]
    .filter((flag) => flag !== '' && flag.toLowerCase() !== '\\recent')
    .sort()
    .join(' ');
}
