import { logIn } from '../session/log-in.ts';
import { loginArguments } from '../wire/index.ts';
import { beforeLogin } from './command.ts';

/** RFC 9051 §6.2.3 */
export const login = beforeLogin({
  name: 'LOGIN',
  arguments: loginArguments,
  run: ({ username, password }, { session }) => logIn(session, 'LOGIN', username, password),
});
