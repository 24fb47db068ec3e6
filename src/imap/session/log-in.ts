import type { LoginFailure } from '../../directory/index.ts';
import { capabilities, mayLogIn } from '../command/capability.ts';
import { no, type Outcome, okay } from '../command/outcome.ts';
import { refusedByStore } from '../command/store-error.ts';
import { logEvent } from '../events.ts';
import type { Session } from './session.ts';

/** Checks a password and, if it is right, opens the account: what LOGIN and AUTHENTICATE have in common. */
export async function logIn(
  session: Session,
  mechanism: 'LOGIN' | 'PLAIN',
  username: string,
  password: string,
): Promise<Outcome> {
  if (!mayLogIn(session)) return no('Start TLS first', { kind: 'PRIVACYREQUIRED' });
  const { directory, store, defaultMailboxes } = session.services;
  const { remoteAddress } = session.peer.connection;
  const checked = await directory.authenticate({ username, password, remoteAddress });
  if (!checked.ok) return failed(session, mechanism, checked.error);
  const { account } = checked.value;
  const ensured = await store.ensureAccount(account.id, defaultMailboxes);
  if (!ensured.ok) return refusedByStore(ensured.error);
  session.apply({ kind: 'loggedIn', account });
  logEvent(session.log, 'imap.login', { mechanism });
  return okay('Logged in', { kind: 'CAPABILITY', capabilities: capabilities(session) });
}

/** The text tells nobody whether the name or the password was wrong (RFC 9051 §7.1). */
function failed(session: Session, mechanism: 'LOGIN' | 'PLAIN', failure: LoginFailure): Outcome {
  const { remoteAddress } = session.peer.connection;
  logEvent(session.log, 'imap.loginFailed', { mechanism, reason: failure.code, remoteAddress });
  session.loginFailures++;
  if (session.loginFailures >= session.services.limits.loginFailuresMax) session.dismiss('Too many failed logins');
  switch (failure.code) {
    case 'invalidCredentials':
      return no('Wrong name or password', { kind: 'AUTHENTICATIONFAILED' });
    case 'throttled':
      return no('Too many failures, try again later', { kind: 'UNAVAILABLE' });
    case 'unavailable':
      return no('Logins cannot be checked now', { kind: 'UNAVAILABLE' });
  }
}
