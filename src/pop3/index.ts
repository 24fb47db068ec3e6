import type { SecureContext } from 'node:tls';
import { type Clock, LastTimes, type Log, type SharedTimes } from '../base/index.ts';
import type { Connection, ProtocolServer } from '../connection/index.ts';
import type { Directory } from '../directory/index.ts';
import type { DefaultMailbox, Store } from '../store/index.ts';
import { DEFAULT_POP3_LIMITS, DEFAULT_POP3_MANNER, type Pop3Limits, type Pop3Manner } from './limits.ts';
import { DEFAULT_LANGUAGE, findLanguage } from './phrase/language.table.ts';
import { InboxBook } from './session/inbox-book.ts';
import { type MaildropLocks, maildropLocks, NO_LOCKS } from './session/lock.ts';
import { LoginTimes } from './session/login-times.ts';
import type { Services } from './session/services.ts';
import { SizeBook } from './session/size-book.ts';
import { Pop3Session } from './socket.ts';

export { DEFAULT_POP3_LIMITS, DEFAULT_POP3_MANNER, type Pop3Limits, type Pop3Manner } from './limits.ts';
export type { MaildropLocks } from './session/lock.ts';

export interface Pop3Options {
  readonly store: Store;
  readonly directory: Pick<Directory, 'authenticate'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits?: Partial<Pop3Limits>;
  readonly manner?: Partial<Pop3Manner>;
  /** What CAPA tells of us to who is logged in. */
  readonly implementation?: string;
  /** For STLS; asked for at each handshake, so that a renewed certificate is used at once. */
  readonly tlsContext?: () => SecureContext;
  /** Lets passwords cross the network unencrypted. */
  readonly allowPlaintextLogin: boolean;
  /** What a person's account begins with. */
  readonly defaultMailboxes: readonly DefaultMailbox[];
  /** Where several servers share the maildrops; its own if it is left out. */
  readonly locks?: MaildropLocks;
  /** The same, for LOGIN-DELAY. */
  readonly lastTimes?: SharedTimes;
}

/** POP3 (RFC 1939, 2449, 2595, 3206, 5034, 6856): INBOX as it was at login. */
export function createPop3Server(options: Pop3Options): ProtocolServer {
  const limits = { ...DEFAULT_POP3_LIMITS, ...options.limits };
  const manner = { ...DEFAULT_POP3_MANNER, ...options.manner };
  const { store, defaultMailboxes } = options;
  const loginDelayMs = manner.loginDelaySeconds * 1000;
  const shared: Services = {
    ...options,
    ...manner,
    limits,
    tlsContext: options.tlsContext,
    implementation: options.implementation ?? 'Rookery',
    language: findLanguage(manner.language) ?? DEFAULT_LANGUAGE,
    locks: manner.exclusiveMaildrop ? (options.locks ?? maildropLocks()) : NO_LOCKS,
    loginTimes: new LoginTimes(options.lastTimes ?? new LastTimes(), loginDelayMs, limits.loginTimesMax),
    inboxes: new InboxBook(store, defaultMailboxes, limits.inboxesRememberedMax),
    sizes: new SizeBook(store, limits),
  };
  const sessions = new Map<Pop3Session, Promise<void>>();
  return {
    async serve(connection: Connection) {
      const log = options.log.child({ connection: connection.id, remoteAddress: connection.remoteAddress });
      const session = new Pop3Session({ ...shared, log }, connection);
      const run = session.run();
      sessions.set(session, run);
      await run;
      sessions.delete(session);
    },
    async drain() {
      for (const session of sessions.keys()) session.drain();
      await Promise.all(sessions.values());
    },
  };
}

/** The line for a peer that is turned away at the door. */
export function pop3RefusalLine(): string {
  return '-ERR [SYS/TEMP] too many connections, try again later\r\n';
}
