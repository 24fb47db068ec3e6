import type { SecureContext } from 'node:tls';
import type { Log } from '../base/index.ts';
import type { Directory, Resolution } from '../directory/index.ts';
import { logEvent } from './events.ts';
import { type ReceiveOptions, receiveMail } from './receive.ts';
import type { Protocol } from './session/command.ts';
import { Session } from './session/session.ts';
import type { AcceptedRecipient, MailParameters, SessionScene } from './session/state.ts';
import type { Effect, Event, ReceptionOutcome, Step } from './session/step.ts';
import { encodeReply, LineReader } from './wire/index.ts';

export interface ConversationOptions extends ReceiveOptions {
  readonly protocol: Protocol;
  readonly directory: Directory;
  readonly log: Log;
  readonly hostname: string;
  readonly tlsContext: (() => SecureContext) | undefined;
}

/** One session on one connection: carries out what the session's machine decides, and tells it what happens. */
export class Conversation {
  readonly #options: ConversationOptions;
  readonly #session: Session;
  #lines: LineReader;
  #mails = 0;
  /** Waits for the peer's next command, so that it can be told goodbye at once. */
  #idle = false;
  #draining = false;

  constructor(options: ConversationOptions) {
    this.#options = options;
    this.#lines = new LineReader(options.limits.lineMaxBytes);
    const scene = sceneOf(options);
    this.#session = new Session({ scene, wireLimits: options.limits, protocol: options.protocol });
  }

  async run(): Promise<void> {
    const { connection, log } = this.#options;
    logEvent(log, 'smtp.connected', { remoteAddress: connection.remoteAddress, secure: connection.secure });
    await this.#carryOut(this.#session.greet());
    while (this.#session.state.kind !== 'closed') {
      const event = this.#lines.next();
      if (event !== undefined) {
        const read: Event = event.kind === 'line' ? event : { kind: 'badLine', reason: event.reason };
        await this.#carryOut(this.#session.step(read));
      } else if (this.#draining) {
        await this.#carryOut(this.#session.step({ kind: 'drain' }));
      } else if (!(await this.#readMore())) break;
    }
    const { bytesRead, bytesWritten } = connection;
    logEvent(log, 'smtp.ended', { mails: this.#mails, bytesRead, bytesWritten });
  }

  /** Says goodbye now, or as soon as the mail that is coming in has been answered. */
  drain(): void {
    this.#draining = true;
    if (!this.#idle) return;
    void this.#carryOut(this.#session.step({ kind: 'drain' }));
  }

  /** False: there is no more. */
  async #readMore(): Promise<boolean> {
    const { connection, limits } = this.#options;
    // A peer that does not read its replies is not read either.
    if (!connection.writable) {
      if (!(await connection.drained())) return false;
      // It may have been long, and much may have happened.
      if (this.#draining) return true;
    }
    this.#idle = true;
    const read = await connection.read(limits.commandTimeoutMs);
    this.#idle = false;
    if (read === 'closed') return false;
    if (read === 'timeout') await this.#carryOut(this.#session.step({ kind: 'timeout' }));
    else this.#lines.feed(read);
    return true;
  }

  async #carryOut(step: Step): Promise<void> {
    const queue: Effect[] = [...step.effects];
    for (let effect = queue.shift(); effect !== undefined; effect = queue.shift()) {
      const event = await this.#perform(effect);
      if (event !== undefined) queue.push(...this.#session.step(event).effects);
    }
  }

  async #perform(effect: Effect): Promise<Event | undefined> {
    const { connection } = this.#options;
    switch (effect.kind) {
      case 'reply':
        connection.write(encodeReply(effect.reply));
        return undefined;
      case 'resolve':
        return { kind: 'resolved', resolution: await this.#resolve(effect.address) };
      case 'receive':
        return this.#receive(effect.mail, effect.recipients);
      case 'startTls':
        return this.#startTls();
      case 'close':
        connection.end();
        return undefined;
    }
  }

  async #resolve(address: string): Promise<Resolution | 'unavailable'> {
    const { directory, log } = this.#options;
    try {
      return await directory.resolve(address);
    } catch (error) {
      logEvent(log, 'smtp.lookupFailed', { error: String(error) });
      return 'unavailable';
    }
  }

  async #receive(mail: MailParameters, recipients: readonly AcceptedRecipient[]): Promise<Event | undefined> {
    const { connection, protocol, log } = this.#options;
    const state = this.#session.state;
    const peerName = 'peerName' in state ? state.peerName : '';
    const name = connection.secure ? `${protocol.name}S` : protocol.name;
    const trace = { peerName, peerAddress: connection.remoteAddress, protocol: name };
    const received = await receiveMail(mail, recipients, trace, this.#lines.takeRest(), this.#options);
    const { outcome, sizeBytes } = received;
    const kind = outcome === 'closed' ? outcome : outcome.kind;
    const delivered = outcome === 'closed' ? 0 : countDelivered(outcome);
    logEvent(log, 'smtp.mail', { recipients: recipients.length, delivered, sizeBytes, outcome: kind });
    this.#mails++;
    this.#lines.feed(received.rest);
    return outcome === 'closed' ? undefined : { kind: 'received', reception: outcome };
  }

  async #startTls(): Promise<Event | undefined> {
    const { connection, limits, tlsContext } = this.#options;
    // RFC 3207 §4.2, CVE-2011-0411: what came in plaintext is not to be taken for something said under TLS.
    this.#lines = new LineReader(limits.lineMaxBytes);
    return tlsContext !== undefined && (await connection.startTls(tlsContext())) ? { kind: 'tlsStarted' } : undefined;
  }
}

function countDelivered(outcome: ReceptionOutcome): number {
  return outcome.kind === 'delivered' ? outcome.outcomes.filter((each) => each.kind === 'delivered').length : 0;
}

function sceneOf({ connection, delivery, hostname, limits, tlsContext }: ConversationOptions): SessionScene {
  return {
    hostname,
    messageMaxBytes: delivery.messageMaxBytes,
    recipientsMax: limits.recipientsMax,
    deliveriesMax: limits.deliveriesMax,
    badCommandsMax: limits.badCommandsMax,
    // Asked anew each time, because TLS may come on in between.
    get canStartTls() {
      return tlsContext !== undefined && !connection.secure;
    },
  };
}
