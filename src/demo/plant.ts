import type { AccountId } from '../base/index.ts';
import { encodeUtf8 } from '../base/index.ts';
import { summarizeBytes } from '../message/index.ts';
import {
  type Append,
  type DefaultMailbox,
  type MailboxRole,
  type Operation,
  type Store,
  type StoreError,
  SYSTEM,
} from '../store/index.ts';
import { Chance } from './chance.ts';
import { type Correspondent, composeLetter, type Letter } from './letter.ts';
import { sampleMail } from './sample-mail.ts';
import type { Placed } from './scene.ts';

export interface DemoPerson extends Correspondent {
  readonly account: AccountId;
}
export interface DemoPlanting {
  readonly store: Store;
  /** Two of them. */
  readonly people: readonly DemoPerson[];
  /** The newest mail is a little older than this: milliseconds since 1970. */
  readonly now: number;
  readonly onProgress: (done: number, total: number) => void;
}

const SEED = 1_815;
/** Marks an account whose mail is all there. */
const PLANTED = '/private/vendor/rookery/demo';
/** One commit: large enough to be quick, small enough for any store. */
const BATCH_MESSAGES = 100;
const BATCH_BYTES = 4_000_000;

const ROLES: readonly DefaultMailbox[] = Object.entries({
  drafts: 'Drafts',
  sent: 'Sent',
  junk: 'Junk',
  trash: 'Trash',
  archive: 'Archive',
}).map(([role, name]) => ({ role: role as MailboxRole, name }));

/** Puts the sample mail into two accounts, unless it is there. The same `now` gives the same mail. */
export async function plantDemoMail({ store, people, now, onProgress }: DemoPlanting): Promise<void> {
  const [ada, kenji] = people;
  if (ada === undefined || kenji === undefined) throw new Error('the demo is about two people');
  const bare: DemoPerson[] = [];
  for (const person of people) if (!(await isPlanted(store, person.account))) bare.push(person);
  if (bare.length === 0) return;
  const mail = sampleMail({ chance: new Chance(SEED), now, ada, kenji });
  const planter = new Planter(
    store,
    onProgress,
    mail.filter(({ owner }) => bare.some((p) => p.address === owner.address)),
  );
  for (const person of bare) await planter.plant(person);
}

async function isPlanted(store: Store, account: AccountId): Promise<boolean> {
  must(await store.ensureAccount(account, ROLES));
  const properties = must(await store.properties(account, { kind: 'account' }));
  return properties.some(({ name }) => name === PLANTED);
}

class Planter {
  readonly #store: Store;
  readonly #onProgress: DemoPlanting['onProgress'];
  readonly #mail: readonly Placed[];
  /** One letter can be in both accounts. */
  readonly #composed = new Map<Letter, Uint8Array>();
  #done = 0;

  constructor(store: Store, onProgress: DemoPlanting['onProgress'], mail: readonly Placed[]) {
    this.#store = store;
    this.#onProgress = onProgress;
    this.#mail = mail;
  }

  async plant(person: DemoPerson): Promise<void> {
    const mine = this.#mail.filter(({ owner }) => owner.address === person.address);
    await this.#makeMailboxes(person, mine);
    const listed = must(await this.#store.mailboxes(person.account, SYSTEM));
    const ids = new Map(listed.map(({ name, id }) => [name, id]));
    let batch: Append[] = [];
    let batchBytes = 0;
    // In the order of their arrival, as uids would have been given out.
    for (const placed of mine.toSorted((a, b) => a.letter.at - b.letter.at)) {
      const append = await this.#stage(placed, ids.get(this.#nameOf(placed.mailbox))!);
      batch.push(append);
      batchBytes += append.body.sizeBytes;
      if (batch.length < BATCH_MESSAGES && batchBytes < BATCH_BYTES) continue;
      await this.#commit(person, batch);
      batch = [];
      batchBytes = 0;
    }
    await this.#commit(person, batch);
    const marked = { kind: 'setProperty', target: { kind: 'account' }, name: PLANTED, value: encodeUtf8('1') } as const;
    must(await this.#store.commit(person.account, SYSTEM, [marked]));
  }

  async #makeMailboxes(person: DemoPerson, mine: readonly Placed[]): Promise<void> {
    const wanted = new Set(mine.map(({ mailbox }) => this.#nameOf(mailbox)));
    const present = new Set(must(await this.#store.mailboxes(person.account, SYSTEM)).map(({ name }) => name));
    const operations: Operation[] = [];
    for (const name of [...wanted].sort()) {
      if (!present.has(name)) operations.push({ kind: 'createMailbox', name });
      operations.push({ kind: 'subscribe', name, subscribed: true });
    }
    must(await this.#store.commit(person.account, person.account, operations));
  }

  async #stage({ letter, flags, keywords }: Placed, mailbox: Append['mailbox']): Promise<Append> {
    const bytes = this.#composed.get(letter) ?? composeLetter(letter);
    this.#composed.set(letter, bytes);
    const writer = this.#store.stageBody(bytes.length);
    await writer.write(bytes);
    const body = await writer.finish();
    const summary = summarizeBytes(bytes);
    return { kind: 'append', mailbox, body, summary, flags: { system: flags, keywords }, internalDate: letter.at };
  }

  async #commit(person: DemoPerson, batch: readonly Append[]): Promise<void> {
    must(await this.#store.commit(person.account, SYSTEM, batch));
    for (const { body } of batch) body.release();
    this.#done += batch.length;
    this.#onProgress(this.#done, this.#mail.length);
  }

  #nameOf(parts: readonly string[]): string {
    return parts.join(this.#store.separator);
  }
}

/** An empty store on loopback refuses nothing; if it does, the demo cannot be shown. */
function must<T>(
  result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: StoreError },
): T {
  if (!result.ok) throw new Error(`the sample mail was refused: ${result.error.detail}`);
  return result.value;
}
