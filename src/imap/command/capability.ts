import type { Session } from '../session/session.ts';
import { inAnyState, noArguments } from './command.ts';
import { okay } from './outcome.ts';
import { RIGHTS_CAPABILITY } from './right-letters.ts';

/** What IMAP4rev1 clients look for, and everything that IMAP4rev2 holds (RFC 9051 appendix E), and beyond it. */
const ALWAYS = ['IMAP4rev1', 'IMAP4rev2', 'LITERAL+', 'ID', 'ENABLE', 'SASL-IR'];
const AFTER_LOGIN = [
  'IDLE',
  'NAMESPACE',
  'COMPRESS=DEFLATE',
  'ACL',
  RIGHTS_CAPABILITY,
  'QUOTA',
  'QUOTA=RES-STORAGE',
  'QUOTA=RES-MESSAGE',
  'METADATA',
  'METADATA-SERVER',
  'SORT',
  'SORT=DISPLAY',
  'ESORT',
  'THREAD=REFERENCES',
  'THREAD=ORDEREDSUBJECT',
  'I18NLEVEL=1',
  'UNSELECT',
  'UIDPLUS',
  'MOVE',
  'MULTIAPPEND',
  'ESEARCH',
  'SEARCHRES',
  'CHILDREN',
  'SPECIAL-USE',
  'LIST-EXTENDED',
  'LIST-STATUS',
  'STATUS=SIZE',
  'CONDSTORE',
  'QRESYNC',
  'OBJECTID',
  'SAVEDATE',
  'PREVIEW',
  'WITHIN',
  'CREATE-SPECIAL-USE',
  'BINARY',
  'UTF8=ACCEPT',
];

/** The capabilities in the session's present state (RFC 9051 §6.1.1). ENABLE never changes them. */
export function capabilities(session: Session): readonly string[] {
  if (session.state.kind !== 'notAuthenticated') return [...ALWAYS, ...AFTER_LOGIN, appendLimit(session)];
  const names = [...ALWAYS];
  if (canStartTls(session)) names.push('STARTTLS');
  names.push(mayLogIn(session) ? 'AUTH=PLAIN' : 'LOGINDISABLED');
  return names;
}

/** RFC 7889 §2: one limit for all mailboxes. */
function appendLimit(session: Session): string {
  return `APPENDLIMIT=${session.services.limits.appendMaxBytes}`;
}

export function canStartTls(session: Session): boolean {
  return session.services.tlsContext !== undefined && !session.peer.connection.secure;
}

/** Whether a password may be sent here: over TLS always, in plaintext where the configuration says so. */
export function mayLogIn(session: Session): boolean {
  const { secure, loopback } = session.peer.connection;
  const { allowPlaintextLogin } = session.services;
  return secure || allowPlaintextLogin === 'always' || (allowPlaintextLogin === 'loopback' && loopback);
}

export const capability = inAnyState({
  name: 'CAPABILITY',
  arguments: noArguments,
  run(_, { session }) {
    session.respond({ kind: 'capability', capabilities: capabilities(session) });
    return okay('CAPABILITY completed');
  },
});
