import assert from 'node:assert/strict';
import { type AccountId, type ModSeq, modSeq } from '../../../base/index.ts';
import { SYSTEM } from '../../acl.ts';
import type { ChangedIds } from '../../change.ts';
import type { Store } from '../../contract.ts';
import { observeEntries } from './observe.ts';

/** What a client that only reads `changes` must have been told of: by id, how the thing looks now. */
interface Looks {
  readonly mailboxes: ReadonlyMap<number, string>;
  readonly messages: ReadonlyMap<number, string>;
}

/** A client that follows one account by its log, in pieces, and holds the log to what it then finds. */
export class Follower {
  readonly #account: AccountId;
  #since: ModSeq = modSeq(0);
  #known: Looks = { mailboxes: new Map(), messages: new Map() };

  constructor(account: AccountId) {
    this.#account = account;
  }

  async follow(store: Store, limit: number): Promise<void> {
    const told = { mailboxes: new Told(this.#known.mailboxes), messages: new Told(this.#known.messages) };
    for (let more = true; more; ) {
      const changes = await store.changes(this.#account, this.#since, limit);
      if (!changes.ok) {
        assert.equal(changes.error.code, 'notFound');
        return this.#startAgain(store);
      }
      const { value } = changes;
      assert.ok(value.modSeq > this.#since || !value.more, 'a piece that is cut goes forward');
      told.mailboxes.hear(value.mailboxes);
      told.messages.hear(value.messages);
      this.#since = value.modSeq;
      more = value.more;
    }
    const looks = await lookAt(store, this.#account);
    told.mailboxes.check('mailbox', looks.mailboxes);
    told.messages.check('message', looks.messages);
    this.#known = looks;
  }

  /** Policy has pruned the log too far: all is read anew. */
  async #startAgain(store: Store): Promise<void> {
    const state = await store.account(this.#account);
    assert.ok(state.ok);
    this.#since = state.value.modSeq;
    this.#known = await lookAt(store, this.#account);
  }
}

/** The ids that a follower believes to be there, and those of which it heard. */
class Told {
  readonly #before: ReadonlyMap<number, string>;
  readonly #present: Set<number>;
  readonly #heard = new Set<number>();

  constructor(before: ReadonlyMap<number, string>) {
    this.#before = before;
    this.#present = new Set(before.keys());
  }

  hear({ created, updated, destroyed }: ChangedIds<number>): void {
    const ids = [...created, ...updated, ...destroyed];
    assert.equal(new Set(ids).size, ids.length, 'an id stands in one list only');
    for (const list of [created, updated, destroyed]) {
      assert.deepEqual(
        list,
        [...list].sort((a, b) => a - b),
        'ids ascend',
      );
    }
    for (const id of created) this.#present.add(id);
    for (const id of destroyed) this.#present.delete(id);
    for (const id of ids) this.#heard.add(id);
    for (const id of updated) assert.ok(this.#present.has(id), `${id} was updated before it was created`);
  }

  check(noun: string, now: ReadonlyMap<number, string>): void {
    const ascending = [...this.#present].sort((a, b) => a - b);
    assert.deepEqual(
      ascending,
      [...now.keys()].sort((a, b) => a - b),
      `the log leads to another set of ids: ${noun}`,
    );
    for (const [id, look] of now) {
      if (this.#before.get(id) !== look) assert.ok(this.#heard.has(id), `${noun} ${id} changed, and the log is silent`);
    }
  }
}

async function lookAt(store: Store, account: AccountId): Promise<Looks> {
  const list = await store.mailboxes(account, SYSTEM);
  assert.ok(list.ok);
  const mailboxes = new Map<number, string>();
  const messages = new Map<number, string>();
  for (const { subscribed: _, recentUid: __, ...mailbox } of list.value) {
    mailboxes.set(mailbox.id, JSON.stringify({ ...mailbox, acl: [...mailbox.acl] }));
    const opened = await store.openMailbox(account, mailbox.id, SYSTEM);
    assert.ok(opened.ok);
    for (const { messageId, uid, flags } of observeEntries(opened.value)) {
      messages.set(messageId, `${messages.get(messageId) ?? ''} ${mailbox.id}:${uid}:${flags}`);
    }
  }
  return { mailboxes, messages };
}
