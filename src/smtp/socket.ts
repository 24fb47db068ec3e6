import { randomBytes } from 'node:crypto';
import type { SecureContext } from 'node:tls';
import { type Clock, type Log, type Randomness, silentLog } from '../base/index.ts';
import type { Connection, ProtocolServer } from '../connection/index.ts';
import type { Delivery } from '../delivery/index.ts';
import type { Directory } from '../directory/index.ts';
import { LMTP } from './command/lmtp.table.ts';
import { SMTP } from './command/smtp.table.ts';
import { SUBMISSION } from './command/submission.table.ts';
import { Conversation } from './conversation.ts';
import { AlreadyStored } from './deliver.ts';
import { logEvent } from './events.ts';
import { HeaderFixer } from './header-fixer.ts';
import { DEFAULT_SMTP_LIMITS, type SmtpLimits } from './limits.ts';
import { Lookup } from './lookup.ts';
import { protocolName } from './protocol-name.ts';
import type { Protocol } from './session/command.ts';
import type { AcceptedRecipient, MailParameters, Peer } from './session/state.ts';

/** What every way in has. */
export interface SmtpServerOptions {
  readonly delivery: Delivery;
  readonly directory: Directory;
  readonly clock: Clock;
  readonly log?: Log;
  readonly limits?: Partial<SmtpLimits>;
  /** Our own name. */
  readonly hostname: string;
  /** Asked for at each STARTTLS, so that a new certificate is used at once; undefined: STARTTLS is not offered. */
  readonly tlsContext?: () => SecureContext;
  /** Refuses a mail with a CR or LF that is no part of a CRLF. False: kept byte for byte, and never a line end. */
  readonly refuseBareLineEnds?: boolean;
  /** Who gets the mail for a postmaster that nobody is: an address; '': nobody. */
  readonly postmaster?: string;
}

export interface LmtpServerOptions extends SmtpServerOptions {
  /**
   * Puts Return-Path and Received in front of each mail. False if it is left out: the server in front has written its
   * Received when it took the mail off the network, and the mail is kept as it came, byte for byte.
   */
  readonly traceHeaders?: boolean;
}

export interface SubmissionServerOptions extends SmtpServerOptions {
  /** For Message-IDs; the system's if left out. */
  readonly randomness?: Randomness;
  /** Takes passwords without TLS from other machines too. */
  readonly allowPlaintextLogin?: boolean;
  /** Whoever has logged in may send from any address, not only from one that is the account's. */
  readonly anySender?: boolean;
  /** Takes the Bcc field out of a mail; true if left out. */
  readonly removeBcc?: boolean;
  /** Writes into Received where the sender's program was, and what it called itself. */
  readonly tellClientAddress?: boolean;
}

/** Takes mail in by LMTP (RFC 2033), from a mail server in front of this one. */
export function createLmtpServer({ traceHeaders = false, ...options }: LmtpServerOptions): ProtocolServer {
  return new SmtpServer(LMTP, options, { traceHeaders });
}

/** Takes mail in by SMTP (RFC 5321), from any server, for the people who are here. */
export function createSmtpServer(options: SmtpServerOptions): ProtocolServer {
  return new SmtpServer(SMTP, options, {});
}

/** Takes new mail by submission (RFC 6409) from the people who are here, once they have logged in. */
export function createSubmissionServer(options: SubmissionServerOptions): ProtocolServer {
  const { randomness, allowPlaintextLogin, anySender, removeBcc, tellClientAddress, ...rest } = options;
  const submission = {
    randomness: randomness ?? { bytes: (length: number) => randomBytes(length) },
    removeBcc: removeBcc ?? true,
  };
  return new SmtpServer(SUBMISSION, rest, { allowPlaintextLogin, anySender, tellClientAddress, submission });
}

interface Manner {
  readonly traceHeaders?: boolean;
  readonly allowPlaintextLogin?: boolean | undefined;
  readonly anySender?: boolean | undefined;
  readonly tellClientAddress?: boolean | undefined;
  /** Headers are set right. */
  readonly submission?: { readonly randomness: Randomness; readonly removeBcc: boolean };
}

class SmtpServer implements ProtocolServer {
  readonly #protocol: Protocol;
  readonly #options: SmtpServerOptions;
  readonly #manner: Manner;
  readonly #limits: SmtpLimits;
  readonly #alreadyStored: AlreadyStored | undefined;
  readonly #open = new Map<Conversation, Promise<void>>();
  #draining = false;

  constructor(protocol: Protocol, options: SmtpServerOptions, manner: Manner) {
    this.#protocol = protocol;
    this.#options = options;
    this.#manner = manner;
    this.#limits = { ...DEFAULT_SMTP_LIMITS, ...options.limits };
    this.#alreadyStored =
      protocol.repliesTo === 'wholeMail' ? new AlreadyStored(this.#limits.storedRememberedMax) : undefined;
  }

  async serve(connection: Connection): Promise<void> {
    const sessionLog = (this.#options.log ?? silentLog).child({ connection: connection.id });
    const conversation = this.#converse(connection, sessionLog);
    if (this.#draining) conversation.drain();
    const done = this.#run(conversation, connection, sessionLog);
    this.#open.set(conversation, done);
    await done;
    this.#open.delete(conversation);
  }

  async drain(): Promise<void> {
    this.#draining = true;
    for (const conversation of this.#open.keys()) conversation.drain();
    await Promise.all(this.#open.values());
  }

  #converse(connection: Connection, log: Log): Conversation {
    const { delivery, directory, clock, hostname, tlsContext, refuseBareLineEnds = false } = this.#options;
    const { allowPlaintextLogin = false, anySender = false } = this.#manner;
    const limits = this.#limits;
    const protocol = this.#protocol;
    const foreseeing = protocol.repliesTo === 'wholeMail' ? delivery : undefined;
    const { postmaster = '' } = this.#options;
    const lookup = new Lookup({ directory, log, delivery: foreseeing, postmaster, anySender });
    return new Conversation({
      ...{ connection, protocol, delivery, clock, hostname, tlsContext, refuseBareLineEnds, lookup, log, limits },
      allowPlaintextLogin,
      alreadyStored: this.#alreadyStored,
      traceOf: (peer, mail, recipients) => this.#traceOf(connection, peer, mail, recipients),
      fixerFor: (peer) => this.#fixerFor(peer, lookup),
    });
  }

  #traceOf(connection: Connection, peer: Peer, mail: MailParameters, recipients: readonly AcceptedRecipient[]) {
    const { traceHeaders = true, tellClientAddress = this.#protocol.name !== 'submission' } = this.#manner;
    if (!traceHeaders) return undefined;
    return {
      // RFC 5321 §4.4 wants a name; where a person was when writing is nobody's business.
      peerName: tellClientAddress ? peer.name : 'submission',
      peerAddress: tellClientAddress ? connection.remoteAddress : undefined,
      protocol: protocolName(this.#protocol, peer, mail, connection.secure),
      cipher: connection.cipher,
      recipient: recipients.length === 1 ? recipients[0]!.address : undefined,
    };
  }

  #fixerFor({ login }: Peer, lookup: Lookup): HeaderFixer | undefined {
    const { submission } = this.#manner;
    if (submission === undefined || login === undefined) return undefined;
    const now = this.#options.clock.now();
    const unique = Buffer.from(submission.randomness.bytes(12)).toString('base64url');
    const facts = {
      login,
      now,
      messageId: `${now.toString(36)}.${unique}@${this.#options.hostname}`,
      removeBcc: submission.removeBcc,
      owns: lookup.owns.bind(lookup),
      exists: async (address: string) => (await lookup.resolve(address, 0)).kind === 'local',
    };
    return new HeaderFixer(facts, this.#limits.headerMaxBytes);
  }

  /** What is broken ends here: the peer learns no more than that it should try again. */
  async #run(conversation: Conversation, connection: Connection, log: Log): Promise<void> {
    try {
      await conversation.run();
      connection.end();
    } catch (error) {
      logEvent(log, 'smtp.failed', { error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
      connection.write('421 4.3.0 Something is broken here, try again later\r\n');
      connection.end();
    }
  }
}

/** The line for a peer that is turned away at the door: it shall try again (RFC 5321 §3.8, RFC 3463 §3.5). */
export function smtpRefusalLine(): string {
  return '421 4.3.2 too many connections, try again later\r\n';
}
