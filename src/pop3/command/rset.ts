import { say } from '../session/reply.ts';
import { okLine } from '../wire/index.ts';
import type { CommandRow } from './command.ts';

/** RFC 1939 §5: takes every mark away. */
export const rset: CommandRow = {
  keyword: 'RSET',
  state: 'transaction',
  argument: 'none',
  run: (maildrop) => {
    maildrop.unmarkAll();
    return say(okLine(`${maildrop.messages} messages`));
  },
};
