import type { SecureContext } from 'node:tls';
import type { Clock, Log } from '../base/index.ts';
import type { Connection, ProtocolServer } from '../connection/index.ts';
import type { Directory } from '../directory/index.ts';
import type { DefaultMailbox, Store } from '../store/index.ts';
import { DEFAULT_POP3_LIMITS, type Pop3Limits } from './limits.ts';
import { type MaildropLocks, maildropLocks } from './session/lock.ts';
import type { Services } from './session/services.ts';
import { SizeBook } from './session/size-book.ts';
import { Pop3Session } from './socket.ts';

export { DEFAULT_POP3_LIMITS, type Pop3Limits } from './limits.ts';
export type { MaildropLocks } from './session/lock.ts';

export interface Pop3Options {
  readonly store: Store;
  readonly directory: Pick<Directory, 'authenticate'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits?: Partial<Pop3Limits>;
  /** For STLS; asked for at each handshake, so that a renewed certificate is used at once. */
  readonly tlsContext?: () => SecureContext;
  /** Lets passwords cross the network unencrypted. */
  readonly allowPlaintextLogin: boolean;
  /** What a person's account begins with. */
  readonly defaultMailboxes: readonly DefaultMailbox[];
  /** Where several servers share the maildrops; its own if it is left out. */
  readonly locks?: MaildropLocks;
}

/** POP3 (RFC 1939, 2449, 2595, 3206, 5034): INBOX as it was at login. */
export function createPop3Server(options: Pop3Options): ProtocolServer {
  const limits = { ...DEFAULT_POP3_LIMITS, ...options.limits };
  const shared: Services = {
    ...options,
    limits,
    tlsContext: options.tlsContext,
    locks: options.locks ?? maildropLocks(),
    sizes: new SizeBook(options.store, limits),
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
