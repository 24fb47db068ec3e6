import { type Completion, ImapClient, type Untagged } from './crash-imap.ts';
import { flagText, type Ledger, type Place } from './crash-ledger.ts';
import { ACCOUNTS, MAILBOXES, PASSWORD } from './crash-load.ts';
import { ID_FIELD, proofMessage } from './crash-message.ts';

/** Above this, the verifier expunges the oldest: the proof grows in kills and not in size. */
const PLACES_MAX = 150;

export interface VerifyOptions {
  readonly imapPort: number;
  readonly ledger: Ledger;
  /** Reads back the octets of every message, and not only of those that are new. */
  readonly allBodies: boolean;
  /** Leaves everything as it is: for a server that cannot write. */
  readonly readOnly?: boolean;
}

/** Looks at every mailbox over IMAP, holds it to the ledger, and settles what was in doubt. */
export async function verify(options: VerifyOptions): Promise<void> {
  await Promise.all(ACCOUNTS.map((account) => new Verifier(account, options).run()));
}

interface Seen {
  readonly uid: number;
  readonly id: number;
  readonly flags: string;
  readonly sizeBytes: number;
}

class Verifier {
  readonly #account: string;
  readonly #options: VerifyOptions;
  readonly #ledger: Ledger;
  #client!: ImapClient;

  constructor(account: string, options: VerifyOptions) {
    this.#account = account;
    this.#options = options;
    this.#ledger = options.ledger;
  }

  async run(): Promise<void> {
    this.#client = await ImapClient.open(this.#options.imapPort);
    await this.#ok(`LOGIN ${this.#account} "${PASSWORD}"`);
    await this.#ok('ENABLE CONDSTORE');
    const seen = new Map<string, readonly Seen[]>();
    for (const mailbox of MAILBOXES) seen.set(mailbox, await this.#look(mailbox));
    this.#checkMoves(seen);
    for (const mailbox of MAILBOXES) {
      this.#compare(mailbox, seen.get(mailbox)!);
      await this.#readBodies(mailbox);
      if (this.#options.readOnly !== true) await this.#trim(mailbox);
    }
    this.#client.close();
  }

  async #ok(command: string): Promise<Completion> {
    const done = await this.#client.command(command);
    if (done.status !== 'OK') throw new Error(`${this.#account} ${command}: ${done.status} ${done.text}`);
    return done;
  }

  async #look(mailbox: string): Promise<readonly Seen[]> {
    const verb = this.#options.readOnly === true ? 'EXAMINE' : 'SELECT';
    const selected = await this.#ok(`${verb} ${mailbox}`);
    const facts = [...selected.untagged.map((response) => response.text), selected.text].join('\n');
    const number = (name: string): number => Number(new RegExp(`\\[${name} (\\d+)\\]`).exec(facts)?.[1] ?? Number.NaN);
    const uidValidity = number('UIDVALIDITY');
    this.#ledger.recordFacts(this.#account, mailbox, {
      uidValidity,
      uidNext: number('UIDNEXT'),
      highestModSeq: number('HIGHESTMODSEQ'),
    });
    const items = `(UID FLAGS RFC822.SIZE MODSEQ BODY.PEEK[HEADER.FIELDS (${ID_FIELD})])`;
    const fetched = /^\* 0 EXISTS/m.test(facts) ? [] : (await this.#ok(`UID FETCH 1:* ${items}`)).untagged;
    const seen: Seen[] = [];
    for (const response of fetched) {
      const entry = readEntry(response);
      if (entry === undefined) continue;
      this.#ledger.recordUid(this.#account, mailbox, uidValidity, entry.uid, entry.id);
      this.#ledger.recordModSeq(this.#account, mailbox, entry.modSeq);
      seen.push(entry);
    }
    this.#ledger.counts.observed += seen.length;
    return seen;
  }

  /** A move that was under way left its message in exactly one of the two mailboxes. */
  #checkMoves(seen: ReadonlyMap<string, readonly Seen[]>): void {
    const isThere = (place: Place): boolean => seen.get(place.mailbox)!.some(({ id }) => id === place.id);
    for (const mailbox of MAILBOXES) {
      for (const place of this.#ledger.places(this.#account, mailbox)) {
        if (place.partner === undefined || !place.present) continue;
        const [source, target] = [isThere(place), isThere(place.partner)];
        if (source === target) {
          const where = source ? 'both' : 'neither';
          this.#say(place, `a move to ${place.partner.mailbox} left it in ${where} of them`);
        }
      }
    }
  }

  #compare(mailbox: string, entries: readonly Seen[]): void {
    const found = new Map<number, Seen>();
    for (const entry of entries) {
      const place = this.#ledger.place(this.#account, mailbox, entry.id);
      if (found.has(entry.id)) {
        this.#ledger.violation(`${this.#account} ${mailbox} message ${entry.id} is there twice`);
      } else if (place === undefined) {
        this.#ledger.violation(
          `${this.#account} ${mailbox} message ${entry.id} (uid ${entry.uid}) should not be there`,
        );
      }
      found.set(entry.id, entry);
    }
    for (const place of [...this.#ledger.places(this.#account, mailbox)]) {
      const entry = found.get(place.id);
      if (entry !== undefined && place.uid !== undefined && place.uid !== entry.uid) {
        this.#say(place, `has uid ${entry.uid}`);
      }
      const states = [{ present: place.present, flags: place.flags }, ...(place.pending ? [place.pending] : [])];
      const fitting = states.filter((state) => state.present === (entry !== undefined));
      if (fitting.length === 0) this.#say(place, entry === undefined ? 'is lost' : 'is there again');
      else if (entry !== undefined && !fitting.some((state) => state.flags === entry.flags)) {
        const wanted = fitting.map((state) => `(${state.flags})`).join(' or ');
        this.#say(place, `has flags (${entry.flags}), not ${wanted}`);
      }
      this.#ledger.resolve(place, entry !== undefined, entry?.flags ?? '', entry?.uid);
    }
  }

  async #readBodies(mailbox: string): Promise<void> {
    const byUid = new Map<number, Place>();
    for (const place of this.#ledger.places(this.#account, mailbox)) {
      if (place.uid !== undefined && (this.#options.allBodies || !place.bodySeen)) byUid.set(place.uid, place);
    }
    if (byUid.size === 0) return;
    // LOOK has gone through the mailboxes in order: the last one is the one selected.
    await this.#ok(`${this.#options.readOnly === true ? 'EXAMINE' : 'SELECT'} ${mailbox}`);
    const fetched = await this.#ok(`UID FETCH ${[...byUid.keys()].join(',')} (UID BODY.PEEK[])`);
    for (const { text, literals } of fetched.untagged) {
      const place = byUid.get(Number(/\bUID (\d+)/.exec(text)?.[1]));
      const body = literals[0];
      if (place === undefined || body === undefined) continue;
      byUid.delete(place.uid!);
      place.bodySeen = true;
      this.#ledger.counts.bodies++;
      if (!isBodyOf(place, body)) this.#say(place, `has other octets (${body.length} of them)`);
    }
    for (const place of byUid.values()) this.#say(place, 'has no octets');
  }

  /** Expunges the oldest of what is too much, as operations that are acknowledged like any other. */
  async #trim(mailbox: string): Promise<void> {
    const surplus = this.#ledger.size(this.#account, mailbox) - PLACES_MAX;
    if (surplus <= 0) return;
    const oldest = [...this.#ledger.places(this.#account, mailbox)].sort((a, b) => a.uid! - b.uid!).slice(0, surplus);
    const set = oldest.map((place) => place.uid).join(',');
    await this.#ok(`SELECT ${mailbox}`);
    await this.#ok(`UID STORE ${set} +FLAGS.SILENT (\\Deleted)`);
    await this.#ok(`UID EXPUNGE ${set}`);
    for (const place of oldest) {
      this.#ledger.begin(place, { present: false, flags: '' });
      this.#ledger.acknowledge(place);
    }
  }

  #say(place: Place, text: string): void {
    this.#ledger.violation(`${place.account} ${place.mailbox} message ${place.id} (uid ${place.uid ?? '?'}) ${text}`);
  }
}

function readEntry({ text, literals }: Untagged): (Seen & { readonly modSeq: number }) | undefined {
  const number = (pattern: RegExp): number => Number(pattern.exec(text)?.[1] ?? Number.NaN);
  if (!/^\* \d+ FETCH /.test(text) || literals.length === 0) return undefined;
  return {
    uid: number(/\bUID (\d+)/),
    id: Number(new RegExp(`^${ID_FIELD}: (\\d+)`, 'im').exec(literals[0]!.toString('latin1'))?.[1] ?? Number.NaN),
    flags: flagText((/\bFLAGS \(([^)]*)\)/.exec(text)?.[1] ?? '').split(' ')),
    sizeBytes: number(/\bRFC822\.SIZE (\d+)/),
    modSeq: number(/\bMODSEQ \((\d+)\)/),
  };
}

/** What was appended is there octet for octet; what was delivered too, behind the trace fields of its way. */
function isBodyOf(place: Place, body: Buffer): boolean {
  const sent = proofMessage(place.id);
  if (place.via === 'append') return body.equals(sent);
  const trace = body.subarray(0, body.length - sent.length).toString('latin1');
  return (
    body.subarray(body.length - sent.length).equals(sent) &&
    /^(?:[\w-]+:[^\r\n]*(?:\r\n[ \t][^\r\n]*)*\r\n)*$/.test(trace)
  );
}
