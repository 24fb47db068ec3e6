import { yes } from '../phrase/phrase.ts';
import { say } from '../session/reply.ts';
import type { CommandRow } from './command.ts';

/** RFC 1939 §7. The answer is the same for every name, so that nobody learns who there is. */
export const user: CommandRow = {
  keyword: 'USER',
  state: 'authorization',
  argument: 'required',
  password: true,
  run: ({ state }, username) => say(yes('sendPassword'), { ...state, username }),
};
