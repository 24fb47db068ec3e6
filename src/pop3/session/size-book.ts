import { type AccountId, messageId, ok, type Result } from '../../base/index.ts';
import { type Entry, type MailboxSnapshot, type Store, type StoreError, SYSTEM } from '../../store/index.ts';
import type { Pop3Limits } from '../limits.ts';
import { WireMeasure } from '../wire/index.ts';
import { SizeRecord } from './size-record.ts';

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

  /** The record of a maildrop, every entry of the snapshot measured. The caller holds the maildrop's lock. */
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
      const entry = batch[i]!;
      if (!size.ok) return size;
      const differs = size.value !== entry.sizeBytes;
      if (differs && record.exceptions.size < this.#limits.measuredExceptionsMax) {
        record.exceptions.set(entry.uid, size.value);
      }
      record.throughUid = entry.uid;
      record.unkept++;
    }
    return ok(undefined);
  }

  async #sizeOnTheWire(account: AccountId, entry: Entry): Promise<Result<number, StoreError>> {
    const body = await this.#store.body(account, messageId(entry.messageId));
    if (!body.ok) {
      // Another program deleted it after our snapshot: RETR will say so, and its size is what it was.
      const gone = body.error.code === 'notFound' || body.error.code === 'expunged';
      return gone ? ok(entry.sizeBytes) : body;
    }
    const measure = new WireMeasure();
    const step = this.#limits.readChunkBytes;
    for (let at = 0; at < body.value.sizeBytes; at += step) measure.push(await body.value.read(at, at + step));
    return ok(measure.finish());
  }
}
