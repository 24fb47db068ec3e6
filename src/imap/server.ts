import type { Connection, ProtocolServer } from '../connection/index.ts';
import { DEFAULT_IMAP_LIMITS, type ImapLimits } from './limits.ts';
import type { ImapServices, PlaintextLogin } from './session/services.ts';
import type { Session } from './session/session.ts';
import { openSession, runSession } from './socket.ts';
import { RowCache } from './sorting/row-cache.ts';
import { DEFAULT_WIRE_LIMITS, type WireLimits } from './wire/index.ts';

export interface ImapOptions extends Pick<ImapServices, 'store' | 'directory' | 'clock' | 'log'> {
  readonly limits?: Partial<ImapLimits>;
  readonly wireLimits?: Partial<WireLimits>;
  /** Asked at each handshake, so that a renewed certificate is used at once. Without it STARTTLS is not offered. */
  readonly tlsContext?: ImapServices['tlsContext'];
  /** `loopback` unless told otherwise. */
  readonly allowPlaintextLogin?: PlaintextLogin;
  readonly defaultMailboxes?: ImapServices['defaultMailboxes'];
  /** What METADATA says of the server: an address as a URI, and a remark (RFC 5464 §6.2.1). Nothing unless told. */
  readonly serverAdmin?: string;
  readonly serverComment?: string;
  /** Whether only a client that enabled UTF8=ACCEPT or IMAP4rev2 may append a header that is not ASCII; not unless told. */
  readonly refuseUtf8Headers?: boolean;
  /** The part of the tree where the mailboxes of other people stand; `Users` unless told otherwise, '': nowhere. */
  readonly otherUsers?: string;
  /** Named in the greeting. */
  readonly hostname?: string;
}

/** RFC 9051 §7.1.5 */
const GOODBYE = 'The server is shutting down';

/** The IMAP server: RFC 9051 and RFC 3501 with the extensions that its CAPABILITY names. */
export function createImapServer(options: ImapOptions): ProtocolServer {
  const limits = { ...DEFAULT_IMAP_LIMITS, ...options.limits };
  const services: ImapServices = {
    store: options.store,
    directory: options.directory,
    clock: options.clock,
    log: options.log,
    limits,
    wireLimits: { ...DEFAULT_WIRE_LIMITS, ...options.wireLimits },
    tlsContext: options.tlsContext,
    allowPlaintextLogin: options.allowPlaintextLogin ?? 'loopback',
    defaultMailboxes: options.defaultMailboxes ?? [],
    hostname: options.hostname ?? 'Rookery',
    refuseUtf8Headers: options.refuseUtf8Headers ?? false,
    annotations: { '/shared/admin': options.serverAdmin ?? '', '/shared/comment': options.serverComment ?? '' },
    otherUsersPrefix: prefixOf(options.otherUsers ?? 'Users', options.store.separator),
    claimsUnderWay: new Set(),
    rowCache: new RowCache(options.store, limits.sortRowsMax, limits.headerMaxBytes),
  };
  const running = new Map<Session, Promise<void>>();
  let draining = false;

  async function serve(connection: Connection): Promise<void> {
    const session = openSession(connection, services);
    const ended = runSession(session);
    running.set(session, ended);
    if (draining) session.leave(GOODBYE);
    await ended;
    running.delete(session);
  }

  async function drain(): Promise<void> {
    draining = true;
    for (const session of running.keys()) session.leave(GOODBYE);
    await Promise.all(running.values());
  }

  return { serve, drain };
}

/** With one separator behind it, written or not. */
function prefixOf(otherUsers: string, separator: string): string {
  const bare = otherUsers.endsWith(separator) ? otherUsers.slice(0, -separator.length) : otherUsers;
  return bare === '' ? '' : `${bare.normalize('NFC')}${separator}`;
}

/** The line for a peer that is turned away at the door (RFC 9051 §7.1.5, RFC 5530 §3). */
export function imapRefusalLine(): string {
  return '* BYE [UNAVAILABLE] too many connections\r\n';
}
