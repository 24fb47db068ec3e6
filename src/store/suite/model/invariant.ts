import assert from 'node:assert/strict';
import type { Observation, ObservedEntry, ObservedMailbox } from './observe.ts';

type Mailbox = ObservedMailbox['mailbox'];

/** Holds one account, along a run, to what must be true of it whatever happens. */
export class Invariants {
  #before: Observation | undefined;
  #modSeq = 1;
  readonly #lastUids = new Map<number, number>();
  readonly #validities = new Map<number, number>();

  check(now: Observation, modSeq: number): void {
    assert.ok(modSeq === this.#modSeq || modSeq === this.#modSeq + 1, `modseq went from ${this.#modSeq} to ${modSeq}`);
    for (const { mailboxes } of now.views) {
      for (const observed of mailboxes) if (typeof observed.entries !== 'string') checkMailbox(observed, modSeq);
    }
    const all = now.views[0]!.mailboxes;
    assert.equal(new Set(all.map(({ mailbox }) => mailbox.name)).size, all.length, 'names are unique');
    assert.equal(all[0]?.mailbox.name, 'INBOX');
    for (const { mailbox, entries } of all) {
      this.#checkUids(mailbox, entriesIn(entries));
      const earlier = this.#earlier(mailbox);
      if (earlier !== undefined) checkChange(earlier, { mailbox, entries }, modSeq, modSeq > this.#modSeq);
    }
    this.#before = now;
    this.#modSeq = modSeq;
  }

  #earlier({ id }: Pick<Mailbox, 'id'>): ObservedMailbox | undefined {
    return this.#before?.views[0]?.mailboxes.find(({ mailbox }) => mailbox.id === id);
  }

  /** No uid comes back, and a uidvalidity is one mailbox's for good. */
  #checkUids({ id, uidNext, uidValidity }: Mailbox, entries: readonly ObservedEntry[]): void {
    const seen = this.#lastUids.get(id) ?? 0;
    assert.ok(uidNext > seen, 'uidNext never goes down');
    const known = this.#earlier({ id });
    const uidsBefore = new Set(known === undefined ? [] : entriesIn(known.entries).map(({ uid }) => uid));
    for (const { uid } of entries) assert.ok(uid > seen || uidsBefore.has(uid), `uid ${uid} came back`);
    this.#lastUids.set(id, uidNext - 1);
    if (known !== undefined) this.#validities.delete(known.mailbox.uidValidity);
    const owner = this.#validities.get(uidValidity);
    assert.ok(owner === undefined || owner === id, 'two mailboxes had one uidvalidity');
    this.#validities.set(uidValidity, id);
  }
}

function entriesIn(entries: readonly ObservedEntry[] | string): readonly ObservedEntry[] {
  assert.ok(typeof entries !== 'string', 'the system can open every mailbox');
  return entries;
}

function checkMailbox({ mailbox, entries }: ObservedMailbox, modSeq: number): void {
  const all = entriesIn(entries);
  let last = 0;
  for (const entry of all) {
    assert.ok(entry.uid > last, 'uids ascend');
    assert.ok(entry.modSeq <= mailbox.highestModSeq, 'no entry is above the mailbox’s highest modseq');
    last = entry.uid;
  }
  assert.ok(last < mailbox.uidNext, 'uidNext is above all uids');
  assert.ok(mailbox.highestModSeq <= modSeq && mailbox.changedModSeq <= modSeq, 'no modseq is above the account’s');
  assert.ok(mailbox.createdModSeq <= Math.min(mailbox.changedModSeq, mailbox.highestModSeq));
  const has = (flag: string) => all.filter(({ flags }) => flags.split(' ').includes(flag)).length;
  assert.deepEqual(
    mailbox.counts,
    {
      messages: all.length,
      unseen: all.length - has('Seen'),
      deleted: has('Deleted'),
      sizeBytes: all.reduce((sum, entry) => sum + entry.sizeBytes, 0),
    },
    'counts equal a recount',
  );
}

/** Every change of an entry carries the commit's modseq, and so does the mailbox that lost or got one. */
function checkChange(before: ObservedMailbox, now: ObservedMailbox, modSeq: number, numbered: boolean): void {
  const old = new Map(entriesIn(before.entries).map((entry) => [entry.uid, entry]));
  let touched = false;
  for (const entry of entriesIn(now.entries)) {
    const earlier = old.get(entry.uid);
    old.delete(entry.uid);
    if (JSON.stringify(earlier) === JSON.stringify(entry)) continue;
    assert.equal(entry.modSeq, modSeq, 'a change carries the modseq of its commit');
    touched = true;
  }
  if (old.size > 0) touched = true;
  assert.ok(numbered || !touched, 'entries changed without a modseq');
  if (touched) assert.equal(now.mailbox.highestModSeq, modSeq);
  const everHadEntries = before.mailbox.uidNext > 1;
  if (everHadEntries) assert.equal(now.mailbox.uidValidity, before.mailbox.uidValidity);
}
