import { no } from '../phrase/phrase.ts';
import { logIn } from '../session/login.ts';
import { say } from '../session/reply.ts';
import type { CommandRow } from './command.ts';

/** RFC 1939 §7: right behind USER; spaces belong to the password. */
export const pass: CommandRow = {
  keyword: 'PASS',
  state: 'authorization',
  argument: 'required',
  password: true,
  run: (context, password) => {
    const { username, failures } = context.state;
    if (username === undefined) return say(no('userFirst'));
    return logIn(context, failures, { username, password });
  },
};
