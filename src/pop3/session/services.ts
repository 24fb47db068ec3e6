import type { SecureContext } from 'node:tls';
import type { Clock, Log } from '../../base/index.ts';
import type { Directory } from '../../directory/index.ts';
import type { DefaultMailbox, Store } from '../../store/index.ts';
import type { Pop3Limits } from '../limits.ts';
import type { MaildropLocks } from './lock.ts';
import type { SizeBook } from './size-book.ts';

/** What all sessions of one server share. */
export interface Services {
  readonly store: Store;
  readonly directory: Pick<Directory, 'authenticate'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: Pop3Limits;
  /** Undefined: STLS is not offered. */
  readonly tlsContext: (() => SecureContext) | undefined;
  readonly allowPlaintextLogin: boolean;
  readonly defaultMailboxes: readonly DefaultMailbox[];
  readonly locks: MaildropLocks;
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
