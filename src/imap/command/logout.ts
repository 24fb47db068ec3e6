import { inAnyState, noArguments } from './command.ts';
import { okay } from './outcome.ts';

/** RFC 9051 §6.1.3 */
export const logout = inAnyState({
  name: 'LOGOUT',
  arguments: noArguments,
  run(_, { session }) {
    session.end('logout', 'Goodbye');
    return okay('LOGOUT completed');
  },
});
