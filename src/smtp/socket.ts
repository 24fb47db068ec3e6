import type { SecureContext } from 'node:tls';
import { type Clock, type Log, silentLog } from '../base/index.ts';
import type { Connection, ProtocolServer } from '../connection/index.ts';
import type { Delivery } from '../delivery/index.ts';
import type { Directory } from '../directory/index.ts';
import { LMTP } from './command/lmtp.table.ts';
import { Conversation } from './conversation.ts';
import { logEvent } from './events.ts';
import { DEFAULT_SMTP_LIMITS, type SmtpLimits } from './limits.ts';
import type { Protocol } from './session/command.ts';

export interface LmtpServerOptions {
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
}

/** Takes mail in by LMTP (RFC 2033), from a mail server in front of this one. */
export function createLmtpServer(options: LmtpServerOptions): ProtocolServer {
  return new SmtpServer(LMTP, options);
}

class SmtpServer implements ProtocolServer {
  readonly #protocol: Protocol;
  readonly #options: LmtpServerOptions;
  readonly #open = new Map<Conversation, Promise<void>>();
  #draining = false;

  constructor(protocol: Protocol, options: LmtpServerOptions) {
    this.#protocol = protocol;
    this.#options = options;
  }

  async serve(connection: Connection): Promise<void> {
    const { log = silentLog, limits, tlsContext, refuseBareLineEnds = false, ...rest } = this.#options;
    const sessionLog = log.child({ connection: connection.id });
    const conversation = new Conversation({
      ...rest,
      protocol: this.#protocol,
      connection,
      tlsContext,
      refuseBareLineEnds,
      log: sessionLog,
      limits: { ...DEFAULT_SMTP_LIMITS, ...limits },
    });
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
export function lmtpRefusalLine(): string {
  return '421 4.3.2 too many connections, try again later\r\n';
}
