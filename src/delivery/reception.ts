import { err, type Log, type MailboxId, type Result } from '../base/index.ts';
import type { ResolvedRecipient } from '../directory/index.ts';
import { MessageReader, type Summary, summarize } from '../message/index.ts';
import {
  type BodyWriter,
  NO_FLAGS,
  type Receipt,
  type StagedBody,
  type Store,
  type StoreError,
  type StoreErrorCode,
  SYSTEM,
} from '../store/index.ts';
import type { DeliveryOutcome, DeliveryRefusal, MailEnvelope, Reception } from './contract.ts';
import { findDetailMailbox } from './detail-mailbox.ts';
import { logEvent } from './events.ts';
import type { InboxFinder } from './inbox.ts';
import type { DeliveryLimits } from './limits.ts';
import { REFUSALS, refusalFor } from './refusal.table.ts';
import { traceHeader } from './trace.ts';

/** What all mails have in common. */
export interface DeliveryScene {
  readonly store: Store;
  readonly log: Log;
  readonly limits: DeliveryLimits;
  readonly inboxes: InboxFinder;
  readonly detailToMailbox: boolean;
  readonly overQuotaIsTemporary: boolean;
  /** Our own name, for Received. */
  readonly hostname: string;
}

type State =
  | { readonly kind: 'receiving'; readonly writer: BodyWriter; readonly reader: MessageReader }
  | { readonly kind: 'received'; readonly body: StagedBody; readonly summary: Summary }
  /** What is still written is dropped, and every recipient gets this answer. */
  | { readonly kind: 'failed'; readonly code: StoreErrorCode }
  | { readonly kind: 'released' };

/** One mail: staged once, parsed once, committed for each recipient. */
export class MailReception implements Reception {
  readonly #scene: DeliveryScene;
  readonly #envelope: MailEnvelope;
  #state: State;
  #receivedBytes = 0;

  constructor(scene: DeliveryScene, envelope: MailEnvelope) {
    this.#scene = scene;
    this.#envelope = envelope;
    const { sizeBytes } = envelope;
    const { messageMaxBytes } = scene.limits;
    if (sizeBytes !== undefined && sizeBytes > messageMaxBytes) {
      this.#state = { kind: 'failed', code: 'limit' };
      return;
    }
    const header = traceHeader(envelope, scene.hostname);
    // What the peer announced is no more than its guess (RFC 1870 §3), so the store is not told it as a fact.
    this.#state = { kind: 'receiving', writer: scene.store.stageBody(), reader: new MessageReader() };
    // The header is small; whatever back-pressure it makes is felt with the first piece of the mail.
    if (header) void this.#put(header);
  }

  write(chunk: Uint8Array): Promise<void> | void {
    if (this.#state.kind !== 'receiving') return;
    this.#receivedBytes += chunk.length;
    if (this.#receivedBytes > this.#scene.limits.messageMaxBytes) return this.#giveUp('limit');
    return this.#put(chunk);
  }

  #put(chunk: Uint8Array): Promise<void> | void {
    if (this.#state.kind !== 'receiving') return;
    const { reader, writer } = this.#state;
    try {
      reader.write(chunk);
      return writer.write(chunk)?.catch((error: unknown) => this.#fail('write', error));
    } catch (error) {
      this.#fail('write', error);
    }
  }

  async finish(): Promise<void> {
    if (this.#state.kind !== 'receiving') return;
    const { reader, writer } = this.#state;
    try {
      const summary = summarize(reader.end());
      const body = await writer.finish();
      // It may have been released, or a late write may have failed, while it was awaited.
      if (this.#state.kind === 'receiving') this.#state = { kind: 'received', body, summary };
      else body.release();
    } catch (error) {
      this.#fail('finish', error);
    }
  }

  async deliver(recipient: ResolvedRecipient): Promise<DeliveryOutcome> {
    const account = recipient.account.id;
    try {
      if (this.#state.kind === 'failed') return this.#refuse(recipient, this.#state.code, 'the mail was not received');
      if (this.#state.kind !== 'received') throw new Error(`a mail cannot be delivered while ${this.#state.kind}`);
      const { body, summary } = this.#state;
      const committed = await this.#append(recipient, body, summary);
      if (!committed.ok) return this.#refuse(recipient, committed.error.code, committed.error.detail);
      const result = committed.value.results[0];
      const message = result?.kind === 'append' ? result.message : 0;
      logEvent(this.#scene.log, 'delivery.delivered', { account, message, sizeBytes: body.sizeBytes });
      return { kind: 'delivered', account };
    } catch (error) {
      logEvent(this.#scene.log, 'delivery.failed', { during: 'deliver', error: String(error) });
      return REFUSALS.unavailable;
    }
  }

  release(): void {
    const state = this.#state;
    this.#state = { kind: 'released' };
    if (state.kind === 'receiving') state.writer.discard();
    if (state.kind === 'received') state.body.release();
  }

  /** Into the mailbox of the detail, else into INBOX; a mailbox deleted in between is no reason to refuse a mail. */
  async #append(
    recipient: ResolvedRecipient,
    body: StagedBody,
    summary: Summary,
  ): Promise<Result<Receipt, StoreError>> {
    const { store, inboxes } = this.#scene;
    const { account } = recipient;
    const append = (mailbox: MailboxId) => {
      const internalDate = this.#envelope.receivedAt;
      const operation = { kind: 'append', mailbox, body, summary, flags: NO_FLAGS, internalDate } as const;
      return store.commit(account.id, SYSTEM, [operation]);
    };
    for (let attempt = 1; ; attempt++) {
      const inbox = await inboxes.find(account);
      if (!inbox.ok) return err(inbox.error);
      const filed = attempt === 1 ? await this.#detailMailbox(recipient) : undefined;
      const committed = await append(filed ?? inbox.value);
      if (committed.ok || committed.error.code !== 'notFound' || attempt === 2) return committed;
      inboxes.forget(account.id);
    }
  }

  async #detailMailbox(recipient: ResolvedRecipient): Promise<MailboxId | undefined> {
    const { detailToMailbox, store } = this.#scene;
    if (!detailToMailbox || !recipient.detail) return undefined;
    return findDetailMailbox(store, recipient.account.id, recipient.detail);
  }

  #refuse(recipient: ResolvedRecipient, code: StoreErrorCode, detail: string): DeliveryRefusal {
    const refusal = refusalFor(code, this.#scene.overQuotaIsTemporary);
    const account = recipient.account.id;
    logEvent(this.#scene.log, 'delivery.refused', { account, reason: refusal.reason, detail });
    return refusal;
  }

  #fail(during: 'write' | 'finish', error: unknown): void {
    if (this.#state.kind === 'released') return;
    logEvent(this.#scene.log, 'delivery.failed', { during, error: String(error) });
    this.#giveUp('unavailable');
  }

  #giveUp(code: StoreErrorCode): void {
    if (this.#state.kind === 'receiving') this.#state.writer.discard();
    if (this.#state.kind !== 'released') this.#state = { kind: 'failed', code };
  }
}
