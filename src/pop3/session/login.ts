import type { LoginFailure } from '../../directory/index.ts';
import { events } from '../events.ts';
import { errorLine, okLine } from '../wire/index.ts';
import { type OpenFailure, openMaildrop } from './maildrop.ts';
import { type Step, say } from './reply.ts';
import type { Peer, Services } from './services.ts';
import { storeErrorLine } from './store-error.table.ts';

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** Checks a password and opens the maildrop: the way from AUTHORIZATION to TRANSACTION (RFC 1939 §4). */
export async function logIn(
  services: Services,
  peer: Peer,
  failures: number,
  { username, password }: Credentials,
): Promise<Step> {
  const { directory, log } = services;
  const login = await directory.authenticate({ username, password, remoteAddress: peer.remoteAddress });
  if (!login.ok) {
    events.loginFailed(log, { reason: login.error.code });
    return refuse(services, failures + 1, loginFailureLine(login.error));
  }
  const { account } = login.value;
  const maildrop = await openMaildrop(services, account);
  if (!maildrop.ok) {
    events.loginFailed(log, { reason: maildrop.error.code });
    return refuse(services, failures, openFailureLine(maildrop.error));
  }
  events.loggedIn(log, { account: account.id, messages: maildrop.value.messages });
  return say(okLine('maildrop locked and ready'), { kind: 'transaction', maildrop: maildrop.value });
}

/** Back to the start of AUTHORIZATION, or out after too many failures. */
export function refuse({ limits }: Services, failures: number, line: string): Step {
  if (failures >= limits.loginFailuresMax) return { reply: { kind: 'close', line } };
  return say(line, { kind: 'authorization', username: undefined, failures });
}

function loginFailureLine(failure: LoginFailure): string {
  switch (failure.code) {
    case 'invalidCredentials':
      return errorLine('wrong user name or password', 'AUTH');
    case 'throttled':
      return errorLine('too many failed logins, try again later', 'SYS/TEMP');
    case 'unavailable':
      return errorLine('logins cannot be checked now, try again later', 'SYS/TEMP');
  }
}

function openFailureLine(failure: OpenFailure): string {
  if (failure.code === 'maildropInUse') return errorLine('another session has locked the maildrop', 'IN-USE');
  return failure.code === 'notFound'
    ? errorLine('the account has no maildrop', 'SYS/PERM')
    : storeErrorLine(failure.code);
}
