import type { SecureContext } from 'node:tls';
import type { Clock, Log } from '../../base/index.ts';
import type { Directory } from '../../directory/index.ts';
import type { Store } from '../../store/index.ts';
import type { Pop3Limits, Pop3Manner } from '../limits.ts';
import type { Language } from '../phrase/language.table.ts';
import type { InboxBook } from './inbox-book.ts';
import type { MaildropLocks } from './lock.ts';
import type { LoginTimes } from './login-times.ts';
import type { SizeBook } from './size-book.ts';

/** What all sessions of one server share. */
export interface Services extends Omit<Pop3Manner, 'language'> {
  readonly store: Store;
  readonly directory: Pick<Directory, 'authenticate'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: Pop3Limits;
  /** Undefined: STLS is not offered. */
  readonly tlsContext: (() => SecureContext) | undefined;
  readonly allowPlaintextLogin: boolean;
  /** What CAPA tells of us to who is logged in: `Rookery-1.2.3`. */
  readonly implementation: string;
  /** The operator's own (RFC 6856 §3.2). */
  readonly language: Language;
  readonly locks: MaildropLocks;
  readonly loginTimes: LoginTimes;
  readonly inboxes: InboxBook;
  readonly sizes: SizeBook;
}

/** What a session has to know of its connection. */
export interface Peer {
  readonly remoteAddress: string;
  readonly secure: boolean;
  readonly loopback: boolean;
}

/** A password may cross this connection (RFC 5034 §4): it is encrypted, or does not leave the machine. */
export function passwordAllowed(services: Services, peer: Peer): boolean {
  return peer.secure || peer.loopback || services.allowPlaintextLogin;
}
