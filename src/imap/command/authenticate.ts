import { decodeUtf8Strict, EMPTY } from '../../base/index.ts';
import { logIn } from '../session/log-in.ts';
import type { Session } from '../session/session.ts';
import { silenceMaxMs } from '../session/silence.ts';
import { authenticateArguments, decodeBase64 } from '../wire/index.ts';
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

/** RFC 4616 §2: authorization identity, NUL, authentication identity, NUL, password. */
function plain(session: Session, response: Uint8Array): Promise<Outcome> | Outcome {
  const parts = decodeUtf8Strict(response)?.split('\0');
  if (parts === undefined || parts.length !== 3) return bad('Not a PLAIN response');
  const [authorization, username, password] = parts as [string, string, string];
  if (authorization !== '' && authorization !== username) {
    return no('Nobody may act for another', { kind: 'AUTHORIZATIONFAILED' });
  }
  return logIn(session, 'PLAIN', username, password);
}
