import { decodeBase64, EMPTY, parseSaslPlain } from '../../base/index.ts';
import { logIn } from '../session/log-in.ts';
import type { Session } from '../session/session.ts';
import { silenceMaxMs } from '../session/silence.ts';
import { authenticateArguments } from '../wire/index.ts';
import { mayLogIn } from './capability.ts';
import { beforeLogin } from './command.ts';
import { bad, no, type Outcome } from './outcome.ts';

const CANCEL = 0x2a;

/** RFC 9051 §6.2.2 with PLAIN (RFC 4616) and an initial response (RFC 4959). */
export const authenticate = beforeLogin({
  name: 'AUTHENTICATE',
  arguments: authenticateArguments,
  async run({ mechanism, initialResponse }, { session }) {
    if (mechanism !== 'PLAIN') return no('Unknown mechanism', { kind: 'CANNOT' });
    if (!mayLogIn(session)) return no('Start TLS first', { kind: 'PRIVACYREQUIRED' });
    const response = initialResponse ?? (await askForResponse(session));
    return response instanceof Uint8Array ? plain(session, response) : response;
  },
});

async function askForResponse(session: Session): Promise<Uint8Array | Outcome> {
  session.respond({ kind: 'challenge', bytes: EMPTY });
  const line = await session.peer.nextLine(silenceMaxMs(session));
  if (line === 'closed' || line === 'timeout') {
    session.end(line, 'Too long without a word, goodbye');
    return bad('No answer');
  }
  if (line === undefined || (line.length === 1 && line[0] === CANCEL)) return bad('AUTHENTICATE cancelled');
  return decodeBase64(line) ?? bad('Not base64');
}

function plain(session: Session, response: Uint8Array): Promise<Outcome> | Outcome {
  const credentials = parseSaslPlain(response);
  if (credentials === undefined) return bad('Not a PLAIN response');
  const { authorizationId, username, password } = credentials;
  if (authorizationId !== '' && authorizationId !== username) {
    return no('Nobody may act for another', { kind: 'AUTHORIZATIONFAILED' });
  }
  return logIn(session, 'PLAIN', username, password);
}
