import type { LoginFailure } from '../../directory/index.ts';
import { events } from '../events.ts';
import { noFor, type Phrase, yes } from '../phrase/phrase.ts';
import { isCredential } from '../wire/index.ts';
import { type OpenFailure, openMaildrop } from './maildrop.ts';
import { type Step, say } from './reply.ts';
import type { Scene } from './scene.ts';
import type { Services } from './services.ts';
import { storeErrorPhrase } from './store-error.table.ts';

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** Checks a password and opens the maildrop: the way from AUTHORIZATION to TRANSACTION (RFC 1939 §4). */
export async function logIn(
  { services, peer, manner }: Scene,
  failures: number,
  { username, password }: Credentials,
): Promise<Step> {
  const { directory, log, clock, loginTimes, exclusiveMaildrop } = services;
  const refused = (reason: string, phrase: Phrase, newFailures = failures): Step => {
    events.loginFailed(log, { reason });
    return refuse(services, newFailures, phrase);
  };
  // RFC 6856 §2.2: nobody has a name or a password with such a character.
  if (!isCredential(username) || !isCredential(password)) {
    return refused('invalidCredentials', noFor('AUTH', 'wrongCredentials'), failures + 1);
  }
  const login = await directory.authenticate({ username, password, remoteAddress: peer.remoteAddress });
  if (!login.ok) return refused(login.error.code, loginFailurePhrase(login.error), failures + 1);
  const { account } = login.value;
  const tooSoonMs = await loginTimes.admit(account.id, clock.now());
  if (tooSoonMs > 0) return refused('tooSoon', noFor('LOGIN-DELAY', 'tooSoon', Math.ceil(tooSoonMs / 1000)));
  const maildrop = await openMaildrop(services, account, manner.utf8);
  if (!maildrop.ok) {
    loginTimes.forget(account.id);
    return refused(maildrop.error.code, openFailurePhrase(maildrop.error));
  }
  events.loggedIn(log, { account: account.id, messages: maildrop.value.messages });
  return say(yes(exclusiveMaildrop ? 'locked' : 'opened'), { kind: 'transaction', maildrop: maildrop.value });
}

/** Back to the start of AUTHORIZATION, or out after too many failures. */
export function refuse({ limits }: Services, failures: number, line: Phrase): Step {
  if (failures >= limits.loginFailuresMax) return { reply: { kind: 'close', line } };
  return say(line, { kind: 'authorization', username: undefined, failures });
}

function loginFailurePhrase(failure: LoginFailure): Phrase {
  switch (failure.code) {
    case 'invalidCredentials':
      return noFor('AUTH', 'wrongCredentials');
    case 'throttled':
      return noFor('SYS/TEMP', 'throttled');
    case 'unavailable':
      return noFor('SYS/TEMP', 'loginsUnavailable');
  }
}

function openFailurePhrase(failure: OpenFailure): Phrase {
  if (failure.code === 'maildropInUse') return noFor('IN-USE', 'inUse');
  return failure.code === 'notFound' ? noFor('SYS/PERM', 'noMaildrop') : storeErrorPhrase(failure.code);
}
