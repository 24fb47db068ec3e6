import { type Completion, ConnectionGone, expandUids, ImapClient } from './crash-imap.ts';
import { flagText, type Ledger, type Place } from './crash-ledger.ts';
import { LmtpClient } from './crash-lmtp.ts';
import { proofMessage } from './crash-message.ts';
import type { Random } from './crash-random.ts';

export const PASSWORD = 'proof of the rookery';
export const ACCOUNTS = ['ada@example.org', 'bob@example.org', 'cleo@example.org'];
export const MAILBOXES = ['INBOX', 'Work', 'Archive'];
const ACTORS_PER_ACCOUNT = 2;
const SENDERS = 3;
const FLAGS = ['\\Seen', '\\Answered', '\\Flagged', '\\Draft', '$Label1', '$Forwarded', 'project-x'];

export interface LoadOptions {
  readonly imapPort: number;
  readonly lmtpPort: number;
  readonly ledger: Ledger;
  readonly random: Random;
}

/** Makes the mailboxes that the proof works in. */
export async function prepareMailboxes(imapPort: number): Promise<void> {
  for (const account of ACCOUNTS) {
    const client = await ImapClient.open(imapPort);
    const have = await client.command(`LOGIN ${account} "${PASSWORD}"`);
    if (have.status !== 'OK') throw new Error(`LOGIN: ${have.status} ${have.text}`);
    for (const mailbox of MAILBOXES) {
      const made = await client.command(`CREATE ${mailbox}`);
      if (made.status !== 'OK' && !made.text.includes('ALREADYEXISTS'))
        throw new Error(`CREATE: ${made.status} ${made.text}`);
    }
    client.close();
  }
}

/** Everybody at once, until the server is gone or `stop` is called: then resolves once every worker has ended. */
export class Load {
  readonly #options: LoadOptions;
  readonly #workers: Promise<void>[] = [];
  #stopped = false;

  constructor(options: LoadOptions) {
    this.#options = options;
    for (const account of ACCOUNTS) {
      for (let actor = 0; actor < ACTORS_PER_ACCOUNT; actor++) {
        this.#workers.push(this.#run((random) => this.#act(account, actor, random)));
      }
    }
    for (let sender = 0; sender < SENDERS; sender++) this.#workers.push(this.#run((random) => this.#send(random)));
  }

  /** Lets each worker finish what it has begun. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.ended();
  }

  async ended(): Promise<void> {
    await Promise.all(this.#workers);
  }

  async #run(worker: (random: Random) => Promise<void>): Promise<void> {
    try {
      await worker(this.#options.random.fork());
    } catch (error) {
      // A refused or broken connection is the kill; anything else is a fault of this proof.
      if (!(error instanceof ConnectionGone)) throw error;
    }
  }

  async #send(random: Random): Promise<void> {
    const { ledger, lmtpPort } = this.#options;
    const client = await LmtpClient.open(lmtpPort);
    while (!this.#stopped) {
      const id = ledger.newId();
      const recipients = random.some(ACCOUNTS, random.between(1, ACCOUNTS.length));
      const places = recipients.map((account) => ledger.expect({ account, mailbox: 'INBOX', id, via: 'lmtp' }, ''));
      await client.deliver(recipients, proofMessage(id), (index, code) => {
        if (code === 250) ledger.acknowledge(places[index]!);
        else ledger.refuse(places[index]!);
        // Whatever ails the server here passes: a 5xx would make the sender give up, and the mail would be lost.
        if (code >= 500) ledger.violation(`LMTP answered ${code}`);
      });
    }
    client.close();
  }

  async #act(account: string, actor: number, random: Random): Promise<void> {
    const client = await ImapClient.open(this.#options.imapPort);
    const actorMind = new Actor(client, this.#options.ledger, account, actor, random);
    await actorMind.logIn();
    while (!this.#stopped) await actorMind.visit();
    client.close();
  }
}

/** One person's mail program: it works on its own share of the messages, several commands under way at once. */
class Actor {
  readonly #client: ImapClient;
  readonly #ledger: Ledger;
  readonly #account: string;
  readonly #share: number;
  readonly #random: Random;
  #mailbox = 'INBOX';

  constructor(client: ImapClient, ledger: Ledger, account: string, share: number, random: Random) {
    this.#client = client;
    this.#ledger = ledger;
    this.#account = account;
    this.#share = share;
    this.#random = random;
  }

  async logIn(): Promise<void> {
    const login = await this.#client.command(`LOGIN ${this.#account} "${PASSWORD}"`);
    if (login.status !== 'OK') throw new Error(`LOGIN: ${login.status} ${login.text}`);
    const enabled = await this.#client.command('ENABLE CONDSTORE');
    if (enabled.status !== 'OK') throw new Error(`ENABLE: ${enabled.status} ${enabled.text}`);
  }

  /** Selects a mailbox and does a dozen things in it. */
  async visit(): Promise<void> {
    this.#mailbox = this.#random.pick(MAILBOXES);
    const selected = await this.#client.command(`SELECT ${this.#mailbox}`);
    if (selected.status !== 'OK') throw new Error(`SELECT: ${selected.status} ${selected.text}`);
    for (let i = 0; i < 4; i++) {
      const underWay = Array.from({ length: this.#random.between(1, 4) }, () => this.#doSomething());
      // Each is waited for, so that none is left unheard when one of them fails.
      const outcomes = await Promise.allSettled(underWay);
      for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
    }
  }

  #doSomething(): Promise<void> {
    const kind = this.#random.between(0, 9);
    if (kind <= 1) return this.#append();
    if (kind <= 4) return this.#storeFlags();
    if (kind <= 6) return this.#transfer('COPY');
    if (kind <= 8) return this.#transfer('MOVE');
    return this.#expunge();
  }

  #idle(count: number): Place[] {
    const mine: Place[] = [];
    for (const place of this.#ledger.places(this.#account, this.#mailbox)) {
      if (place.uid !== undefined && place.present && !place.busy && place.id % ACTORS_PER_ACCOUNT === this.#share) {
        mine.push(place);
      }
    }
    return this.#random.some(mine, this.#random.between(1, count));
  }

  async #append(): Promise<void> {
    let id = this.#ledger.newId();
    while (id % ACTORS_PER_ACCOUNT !== this.#share) id = this.#ledger.newId();
    const mailbox = this.#random.pick(MAILBOXES);
    const flags = this.#random.some(FLAGS, this.#random.between(0, 2));
    const place = this.#ledger.expect({ account: this.#account, mailbox, id, via: 'append' }, flagText(flags));
    const done = await this.#client.command(`APPEND ${mailbox} (${flags.join(' ')})`, proofMessage(id));
    this.#hear(done, 'APPEND');
    if (done.status !== 'OK') {
      this.#ledger.refuse(place);
      return;
    }
    const [, uidValidity, uid] = /\[APPENDUID (\d+) (\d+)\]/.exec(done.text) ?? [];
    if (uid === undefined) this.#ledger.violation(`APPEND without APPENDUID: ${done.text}`);
    this.#acknowledgeArrival(place, Number(uidValidity), Number(uid));
  }

  async #storeFlags(): Promise<void> {
    const places = this.#idle(8);
    if (places.length === 0) return;
    const mode = this.#random.pick(['+', '-', '']);
    const named = this.#random.some(FLAGS, this.#random.between(1, 3));
    for (const place of places) {
      const before = place.flags.split(' ');
      const after =
        mode === '+'
          ? new Set([...before, ...named])
          : new Set(mode === '-' ? before.filter((flag) => !named.includes(flag)) : named);
      this.#ledger.begin(place, { present: true, flags: flagText([...after]) });
    }
    const changed = new Set(places.filter((place) => place.flags !== place.pending?.flags).map((place) => place.uid));
    const known = this.#ledger.highestModSeq(this.#account, this.#mailbox);
    const silent = this.#random.chance(0.3) ? '.SILENT' : '';
    const done = await this.#client.command(`UID STORE ${uidSet(places)} ${mode}FLAGS${silent} (${named.join(' ')})`);
    for (const [uid, modSeq] of modSeqs(done)) {
      // What was known before the command was sent was numbered before it.
      if (changed.has(uid) && modSeq <= known) {
        this.#ledger.violation(
          `${this.#account} ${this.#mailbox} uid ${uid} changed under modseq ${modSeq}, after ${known}`,
        );
      }
    }
    this.#hear(done, 'STORE');
    for (const place of places) {
      if (done.status === 'OK') this.#ledger.acknowledge(place);
      else this.#ledger.refuse(place);
    }
  }

  async #transfer(verb: 'COPY' | 'MOVE'): Promise<void> {
    const to = this.#random.pick(MAILBOXES.filter((name) => name !== this.#mailbox));
    const sources = this.#idle(4).filter((place) => this.#ledger.place(this.#account, to, place.id) === undefined);
    if (sources.length === 0) return;
    const targets = sources.map((source) => {
      const target = this.#ledger.expect({ ...source, mailbox: to }, source.flags);
      this.#ledger.begin(source, verb === 'MOVE' ? { present: false, flags: '' } : undefined);
      if (verb === 'MOVE') {
        source.partner = target;
        target.partner = source;
      }
      return target;
    });
    const done = await this.#client.command(`UID ${verb} ${uidSet(sources)} ${to}`);
    this.#hear(done, verb);
    if (done.status !== 'OK') {
      for (const place of [...sources, ...targets]) this.#ledger.refuse(place);
      return;
    }
    const arrived = copyUids([done.text, ...done.untagged.map((response) => response.text)]);
    for (let i = 0; i < sources.length; i++) {
      const uid = arrived.uids.get(sources[i]!.uid!);
      if (uid === undefined) {
        this.#ledger.violation(
          `${verb} of ${this.#account} ${this.#mailbox} uid ${sources[i]!.uid} was OK and did nothing`,
        );
      }
      this.#ledger.acknowledge(sources[i]!);
      this.#acknowledgeArrival(targets[i]!, arrived.uidValidity, uid ?? Number.NaN);
    }
  }

  async #expunge(): Promise<void> {
    const places = this.#idle(4);
    if (places.length === 0) return;
    for (const place of places) {
      this.#ledger.begin(place, { present: true, flags: flagText([...place.flags.split(' '), '\\Deleted']) });
    }
    const marked = await this.#client.command(`UID STORE ${uidSet(places)} +FLAGS.SILENT (\\Deleted)`);
    this.#hear(marked, 'STORE');
    if (marked.status !== 'OK') {
      for (const place of places) this.#ledger.refuse(place);
      return;
    }
    for (const place of places) {
      this.#ledger.acknowledge(place);
      this.#ledger.begin(place, { present: false, flags: '' });
    }
    const done = await this.#client.command(`UID EXPUNGE ${uidSet(places)}`);
    this.#hear(done, 'EXPUNGE');
    for (const place of places) {
      if (done.status === 'OK') this.#ledger.acknowledge(place);
      else this.#ledger.refuse(place);
    }
  }

  #acknowledgeArrival(place: Place, uidValidity: number, uid: number): void {
    if (Number.isNaN(uid)) this.#ledger.acknowledge(place);
    else {
      this.#ledger.recordUid(place.account, place.mailbox, uidValidity, uid, place.id);
      this.#ledger.acknowledge(place, uid);
    }
  }

  /** Learns modseqs from the responses; a BAD is a fault of one of the two sides. */
  #hear(done: Completion, command: string): void {
    if (done.status === 'BAD') this.#ledger.violation(`${command}: BAD ${done.text}`);
    for (const [, modSeq] of modSeqs(done)) this.#ledger.recordModSeq(this.#account, this.#mailbox, modSeq);
  }
}

/** The uid and the modseq of each FETCH response that has one. */
function modSeqs(done: Completion): readonly (readonly [uid: number, modSeq: number])[] {
  return done.untagged.flatMap(({ text }) => {
    const modSeq = /\bMODSEQ \((\d+)\)/.exec(text)?.[1];
    return modSeq === undefined ? [] : [[Number(/\bUID (\d+)/.exec(text)?.[1]), Number(modSeq)] as const];
  });
}

function uidSet(places: readonly Place[]): string {
  return places.map((place) => place.uid).join(',');
}

/** COPYUID (RFC 4315), from wherever it stands: which new uid each old one got. */
function copyUids(texts: readonly string[]): { uidValidity: number; uids: ReadonlyMap<number, number> } {
  for (const text of texts) {
    const found = /\[COPYUID (\d+) (\S+) (\S+)\]/.exec(text);
    if (found === null) continue;
    const to = expandUids(found[3]!);
    return {
      uidValidity: Number(found[1]),
      uids: new Map(expandUids(found[2]!).map((from, index) => [from, to[index]!])),
    };
  }
  return { uidValidity: 0, uids: new Map() };
}
