import { type AccountId, messageId, ok, type Result } from '../../base/index.ts';
import { type Body, type Entry, type MailboxSnapshot, type Store, type StoreError, SYSTEM } from '../../store/index.ts';
import type { Pop3Limits } from '../limits.ts';
import { headerEnd, isAscii, surrogateHeader, WireMeasure } from '../wire/index.ts';
import { SizeRecord, type WireSize } from './size-record.ts';

const PROPERTY = 'pop3/sizes';
const MEASURED_AT_A_TIME = 8;

/**
 * Sizes as POP3 must tell them: the octets that RETR sends (RFC 1939 §11). For a message that has only CRLF and ends with
 * one, that is its size in the store; which messages are others is found by reading each once in its life. What was found
 * is kept here for a while, and in a property of the mailbox for good.
 */
export class SizeBook {
  readonly #store: Store;
  readonly #limits: Pop3Limits;
  /** Least recently used first. */
  readonly #records = new Map<AccountId, SizeRecord>();

  constructor(store: Store, limits: Pop3Limits) {
    this.#store = store;
    this.#limits = limits;
  }

  /** The record of a maildrop, every entry of the snapshot measured. */
  async measured(snapshot: MailboxSnapshot): Promise<Result<SizeRecord, StoreError>> {
    const record = await this.#record(snapshot);
    record.forgetExpunged(snapshot);
    let batch: Entry[] = [];
    for (const entry of snapshot.entries(snapshot.firstSequenceFrom(record.throughUid + 1))) {
      batch.push(entry);
      if (batch.length < MEASURED_AT_A_TIME && entry.sequence < snapshot.count) continue;
      const measured = await this.#measure(snapshot, record, batch);
      if (!measured.ok) return measured;
      batch = [];
    }
    return ok(record);
  }

  /** Known to need no more than dots to be sent; false also where that is not known. Reads nothing. */
  isOnlyCrlf(snapshot: MailboxSnapshot, entry: Entry): boolean {
    const record = this.#records.get(snapshot.account);
    return record?.isOf(snapshot) === true && record.isOnlyCrlf(entry.uid);
  }

  /** Keeps what was measured, if it is worth a commit; failing to costs only time later. */
  async keep(account: AccountId): Promise<void> {
    const record = this.#records.get(account);
    if (record === undefined || record.unkept < this.#limits.measuredToKeep) return;
    record.unkept = 0;
    const target = { kind: 'mailbox', mailbox: record.mailbox as MailboxSnapshot['mailboxId'] } as const;
    await this.#store.commit(account, SYSTEM, [
      { kind: 'setProperty', target, name: PROPERTY, value: record.encode() },
    ]);
  }

  async #record(snapshot: MailboxSnapshot): Promise<SizeRecord> {
    const { account } = snapshot;
    let record = this.#records.get(account);
    this.#records.delete(account);
    if (record === undefined || !record.isOf(snapshot)) {
      record = new SizeRecord(snapshot.mailboxId, snapshot.mailbox.uidValidity);
      const kept = await this.#store.properties(account, { kind: 'mailbox', mailbox: snapshot.mailboxId });
      const property = kept.ok ? kept.value.find(({ name }) => name === PROPERTY) : undefined;
      if (property !== undefined) record.adopt(property.value);
    }
    this.#records.set(account, record);
    const oldest = this.#records.keys().next().value;
    if (this.#records.size > this.#limits.measuredAccountsMax && oldest !== undefined) this.#records.delete(oldest);
    return record;
  }

  async #measure(
    snapshot: MailboxSnapshot,
    record: SizeRecord,
    batch: readonly Entry[],
  ): Promise<Result<void, StoreError>> {
    const sizes = await Promise.all(batch.map((entry) => this.#sizeOnTheWire(snapshot.account, entry)));
    for (const [i, size] of sizes.entries()) {
      if (!size.ok) return size;
      record.note(batch[i]!, size.value, this.#limits.measuredExceptionsMax);
    }
    return ok(undefined);
  }

  async #sizeOnTheWire(account: AccountId, entry: Entry): Promise<Result<WireSize, StoreError>> {
    const body = await this.#store.body(account, messageId(entry.messageId));
    if (!body.ok) {
      // Another program deleted it after our snapshot: RETR will say so, and its size is what it was.
      const gone = body.error.code === 'notFound' || body.error.code === 'expunged';
      return gone ? ok({ octets: entry.sizeBytes, asciiOctets: entry.sizeBytes }) : body;
    }
    const measure = new WireMeasure();
    const step = this.#limits.readChunkBytes;
    let saved = 0;
    for (let at = 0; at < body.value.sizeBytes; at += step) {
      const chunk = await body.value.read(at, at + step);
      measure.push(chunk);
      if (at === 0) saved = await this.#savedByAscii(body.value, chunk);
    }
    const octets = measure.finish();
    return ok({ octets, asciiOctets: octets - saved });
  }

  /** By how many octets the header is shorter in ASCII; mostly it is longer. 0 if it is ASCII, or cannot be told. */
  async #savedByAscii(body: Body, first: Uint8Array): Promise<number> {
    let bytes = first;
    if (headerEnd(bytes) === undefined) bytes = await body.read(0, this.#limits.surrogateHeaderMaxBytes);
    const end = headerEnd(bytes) ?? (bytes.length === body.sizeBytes ? bytes.length : 0);
    if (isAscii(bytes, end)) return 0;
    const header = bytes.subarray(0, end);
    return octetsOf(header) - octetsOf(surrogateHeader(header));
  }
}

function octetsOf(bytes: Uint8Array): number {
  const measure = new WireMeasure();
  measure.push(bytes);
  return measure.finish();
}
