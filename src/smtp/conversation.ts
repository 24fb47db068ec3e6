import type { SecureContext } from 'node:tls';
import type { Log } from '../base/index.ts';
import type { Connection } from '../connection/index.ts';
import type { MailTrace } from '../delivery/index.ts';
import { logEvent } from './events.ts';
import type { HeaderFixer } from './header-fixer.ts';
import { IncomingMail, type IncomingMailOptions } from './incoming-mail.ts';
import type { Lookup } from './lookup.ts';
import { type Reading, readChunk, readData } from './receive.ts';
import type { Protocol } from './session/command.ts';
import { Session } from './session/session.ts';
import type { AcceptedRecipient, MailParameters, Peer, SessionScene } from './session/state.ts';
import type { Effect, Event, ReceptionOutcome, Step } from './session/step.ts';
import { encodeReply, LineReader } from './wire/index.ts';

export interface ConversationOptions extends IncomingMailOptions {
  readonly connection: Connection;
  readonly protocol: Protocol;
  readonly lookup: Lookup;
  readonly log: Log;
  readonly hostname: string;
  readonly tlsContext: (() => SecureContext) | undefined;
  readonly allowPlaintextLogin: boolean;
  /** What is written in front of a mail; undefined: nothing. */
  traceOf(peer: Peer, mail: MailParameters, recipients: readonly AcceptedRecipient[]): MailTrace | undefined;
  /** What sets the header of a mail right; undefined: it stays as it is. */
  fixerFor(peer: Peer): HeaderFixer | undefined;
}

type ChunkEffect = Extract<Effect, { readonly kind: 'receiveChunk' }>;

/** One session on one connection: carries out what the session's machine decides, and tells it what happens. */
export class Conversation {
  readonly #options: ConversationOptions;
  readonly #session: Session;
  #lines: LineReader;
  /** A mail of which some chunks have come. */
  #chunked: IncomingMail | undefined;
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
    try {
      await this.#converse();
    } finally {
      this.#dropChunked();
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

  async #converse(): Promise<void> {
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
    // RSET, EHLO, a refusal, the end: whatever left the state has forgotten the mail.
    if (this.#session.state.kind !== 'chunks') this.#dropChunked();
  }

  async #perform(effect: Effect): Promise<Event | undefined> {
    const { connection, lookup, log } = this.#options;
    switch (effect.kind) {
      case 'reply':
        connection.write(encodeReply(effect.reply));
        return undefined;
      case 'authenticate': {
        const { username, password } = effect;
        const outcome = await lookup.authenticate(username, password, connection.remoteAddress);
        if (outcome.ok) logEvent(log, 'smtp.loggedIn', { account: outcome.value.account.id });
        else logEvent(log, 'smtp.loginFailed', { reason: outcome.error.code });
        return { kind: 'authenticated', outcome };
      }
      case 'checkSender': {
        const { mail, login } = effect;
        return { kind: 'senderChecked', mail, verdict: await lookup.checkSender(mail.sender, login) };
      }
      case 'resolve': {
        const { address, sizeBytes } = effect;
        return { kind: 'resolved', address, resolution: await lookup.resolve(address, sizeBytes) };
      }
      case 'receive':
        return this.#receive(effect.mail, effect.recipients);
      case 'receiveChunk':
        return this.#receiveChunk(effect);
      case 'swallow':
        return this.#ended(await this.#readChunk(undefined, effect.sizeBytes));
      case 'startTls':
        return this.#startTls();
      case 'close':
        connection.end();
        return undefined;
    }
  }

  async #receive(mail: MailParameters, recipients: readonly AcceptedRecipient[]): Promise<Event | undefined> {
    const { connection, limits } = this.#options;
    const incoming = this.#open(mail, recipients);
    try {
      const reading = await readData(incoming, this.#lines.takeRest(), connection, limits);
      this.#lines.feed(reading.rest);
      return await this.#answerMail(incoming, reading, recipients);
    } finally {
      incoming.release();
    }
  }

  async #receiveChunk({ mail, recipients, sizeBytes, last }: ChunkEffect): Promise<Event | undefined> {
    this.#chunked ??= this.#open(mail, recipients);
    const incoming = this.#chunked;
    const reading = await this.#readChunk(incoming, sizeBytes);
    if (last || reading.end !== 'complete') return this.#answerMail(incoming, reading, recipients);
    if (incoming.isTooSlow) return { kind: 'received', reception: { kind: 'timeout' } };
    if (incoming.isTooLarge) return { kind: 'received', reception: { kind: 'tooLarge' } };
    return { kind: 'chunked', sizeBytes };
  }

  async #readChunk(mail: IncomingMail | undefined, sizeBytes: number): Promise<Reading> {
    const { connection, limits } = this.#options;
    const reading = await readChunk(mail, sizeBytes, this.#lines.takeRest(), connection, limits);
    this.#lines.feed(reading.rest);
    return reading;
  }

  async #answerMail(
    incoming: IncomingMail,
    { end }: Reading,
    recipients: readonly AcceptedRecipient[],
  ): Promise<Event | undefined> {
    const reception: ReceptionOutcome | 'closed' =
      end === 'complete' ? await incoming.deliver() : end === 'closed' ? end : { kind: end };
    const { log } = this.#options;
    const { sizeBytes } = incoming;
    const outcome = reception === 'closed' ? reception : reception.kind;
    const delivered = reception === 'closed' ? 0 : countDelivered(reception);
    logEvent(log, 'smtp.mail', { recipients: recipients.length, delivered, sizeBytes, outcome });
    this.#mails++;
    return reception === 'closed' ? undefined : { kind: 'received', reception };
  }

  #open(mail: MailParameters, recipients: readonly AcceptedRecipient[]): IncomingMail {
    const { state } = this.#session;
    if (!('peer' in state)) throw new Error(`a mail while ${state.kind}`);
    const { traceOf, fixerFor } = this.#options;
    const trace = traceOf(state.peer, mail, recipients);
    return new IncomingMail({ mail, recipients, trace, fixer: fixerFor(state.peer) }, this.#options);
  }

  #dropChunked(): void {
    this.#chunked?.release();
    this.#chunked = undefined;
  }

  /** Of octets that nobody wants: only that they did not come matters. */
  #ended({ end }: Reading): Event | undefined {
    return end === 'timeout' ? { kind: 'timeout' } : undefined;
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

function sceneOf(options: ConversationOptions): SessionScene {
  const { connection, delivery, hostname, limits, tlsContext, allowPlaintextLogin } = options;
  return {
    ...limits,
    hostname,
    messageMaxBytes: delivery.messageMaxBytes,
    // Asked anew each time, because TLS may come on in between.
    get canStartTls() {
      return tlsContext !== undefined && !connection.secure;
    },
    get canLogIn() {
      return connection.secure || connection.loopback || allowPlaintextLogin;
    },
  };
}
