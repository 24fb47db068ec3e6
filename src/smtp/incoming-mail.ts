import { createHash, type Hash } from 'node:crypto';
import type { Clock } from '../base/index.ts';
import type { Delivery, MailTrace, Reception } from '../delivery/index.ts';
import { type AlreadyStored, deliverToAll } from './deliver.ts';
import type { HeaderFixer } from './header-fixer.ts';
import type { SmtpLimits } from './limits.ts';
import type { AcceptedRecipient, MailParameters } from './session/state.ts';
import type { MailFault, ReceptionOutcome } from './session/step.ts';
import { FieldCounter, LineEndCheck } from './wire/index.ts';

export interface IncomingMailOptions {
  readonly delivery: Delivery;
  readonly clock: Clock;
  readonly limits: SmtpLimits;
  readonly refuseBareLineEnds: boolean;
  /** Undefined: each recipient has a reply of its own, so nobody is sent a mail twice. */
  readonly alreadyStored: AlreadyStored | undefined;
}

/** What is known of one mail before its first octet. */
export interface MailOpening {
  readonly mail: MailParameters;
  readonly recipients: readonly AcceptedRecipient[];
  readonly trace: MailTrace | undefined;
  /** Undefined: not a fixed octet is changed. */
  readonly fixer: HeaderFixer | undefined;
}

/** One mail on its way through SMTP into delivery, a piece at a time, never whole: by DATA, or by one BDAT after another. */
export class IncomingMail {
  readonly startedAt: number;
  sizeBytes = 0;
  readonly #opening: MailOpening;
  readonly #options: IncomingMailOptions;
  readonly #reception: Reception;
  readonly #lineEnds: LineEndCheck | undefined;
  readonly #hops: FieldCounter | undefined;
  /** Of the octets as they came: by it a mail that is sent again is known. */
  readonly #digest: Hash | undefined;

  constructor(opening: MailOpening, options: IncomingMailOptions) {
    const { mail, trace, recipients } = opening;
    const { delivery, clock, refuseBareLineEnds, alreadyStored } = options;
    this.#opening = opening;
    this.#options = options;
    this.startedAt = clock.now();
    const { sender, sizeBytes } = mail;
    this.#reception = delivery.receive({
      sender,
      receivedAt: this.startedAt,
      ...(sizeBytes === undefined ? {} : { sizeBytes }),
      ...(trace === undefined ? {} : { trace }),
    });
    this.#lineEnds = refuseBareLineEnds && !mail.binary ? new LineEndCheck() : undefined;
    this.#hops = trace === undefined ? undefined : new FieldCounter('received');
    const several = recipients.length > 1 || recipients.some(({ accounts }) => accounts.length > 1);
    this.#digest = several && alreadyStored !== undefined ? createHash('sha256') : undefined;
  }

  /** Awaiting gives back-pressure. */
  take(piece: Uint8Array): Promise<void> | void {
    this.sizeBytes += piece.length;
    this.#lineEnds?.write(piece);
    this.#hops?.write(piece);
    this.#digest?.update(piece);
    const { fixer } = this.#opening;
    return fixer === undefined ? this.#reception.write(piece) : this.#writeAll(fixer.take(piece));
  }

  async #writeAll(fixed: Promise<readonly Uint8Array[]>): Promise<void> {
    for (const piece of await fixed) await this.#reception.write(piece);
  }

  /** A mail of which there is more than can be taken: what comes behind it need not be kept. */
  get isTooLarge(): boolean {
    return this.sizeBytes > this.#options.delivery.messageMaxBytes;
  }

  /** So much that we hang up rather than read on. */
  get isEndless(): boolean {
    return this.sizeBytes > this.#options.delivery.messageMaxBytes + this.#options.limits.swallowMaxBytes;
  }

  get isTooSlow(): boolean {
    return this.#options.clock.now() - this.startedAt > this.#options.limits.dataMaxMs;
  }

  /** After the last octet: what the mail is refused for, or where it was delivered, durably. */
  async deliver(): Promise<ReceptionOutcome> {
    const { recipients, fixer } = this.#opening;
    if (fixer !== undefined) await this.#writeAll(fixer.end());
    const fault = this.#fault();
    if (fault !== undefined) return { kind: fault };
    await this.#reception.finish();
    const { alreadyStored, limits } = this.#options;
    const mark = this.#digest === undefined ? undefined : this.#digest.digest('base64');
    const again = mark === undefined ? undefined : alreadyStored?.of(`${mark} ${this.#opening.mail.sender}`);
    return {
      kind: 'delivered',
      ...(await deliverToAll(this.#reception, recipients, limits.deliveriesAtOnceMax, again)),
    };
  }

  #fault(): MailFault | undefined {
    if (this.#lineEnds?.end()) return 'bareLineEnd';
    if (this.#hops !== undefined && this.#hops.count > this.#options.limits.receivedFieldsMax) return 'looping';
    return this.#opening.fixer?.isTooLarge ? 'headerTooLarge' : undefined;
  }

  release(): void {
    this.#reception.release();
  }
}
