import { logIn } from '../session/login.ts';
import { say } from '../session/reply.ts';
import { errorLine } from '../wire/index.ts';
import type { CommandRow } from './command.ts';

/** RFC 1939 §7: right behind USER; spaces belong to the password. */
export const pass: CommandRow = {
  keyword: 'PASS',
  state: 'authorization',
  argument: 'required',
  password: true,
  run: ({ services, peer, state }, password) => {
    const { username, failures } = state;
    if (username === undefined) return say(errorLine('USER comes first'));
    return logIn(services, peer, failures, { username, password });
  },
};
