import type { SecureContext } from 'node:tls';
import type { Clock, Log } from '../../base/index.ts';
import type { Directory } from '../../directory/index.ts';
import type { DefaultMailbox, Store } from '../../store/index.ts';
import type { ImapLimits } from '../limits.ts';
import type { RowCache } from '../sorting/row-cache.ts';
import type { WireLimits } from '../wire/index.ts';

/** What every session of a server works with. */
export interface ImapServices {
  readonly store: Store;
  readonly directory: Directory;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: ImapLimits;
  readonly wireLimits: WireLimits;
  /** Gives the certificate in force; without it STARTTLS is not offered. */
  readonly tlsContext: (() => SecureContext) | undefined;
  readonly allowPlaintextLogin: PlaintextLogin;
  /** What a new account gets besides INBOX, at its first login. */
  readonly defaultMailboxes: readonly DefaultMailbox[];
  readonly hostname: string;
  /** APPEND refuses a header that is not ASCII from a client that did not enable UTF-8 (RFC 9755 §4). */
  readonly refuseUtf8Headers: boolean;
  /** What the server says of itself by METADATA: `/shared/comment`, `/shared/admin`; '' where it says nothing. */
  readonly annotations: Readonly<Record<string, string>>;
  /** What the names of other people's mailboxes begin with, such as `Users/`; '': there are none. */
  readonly otherUsersPrefix: string;
  /** Mailboxes, by owner and id, whose \Recent messages a session is claiming just now. */
  readonly claimsUnderWay: Set<string>;
  /** What SORT and THREAD have read, for all sessions. */
  readonly rowCache: RowCache;
}

/** Where a password may be sent without TLS: to this machine from itself, nowhere, or anywhere (for tests alone). */
export type PlaintextLogin = 'loopback' | 'never' | 'always';
