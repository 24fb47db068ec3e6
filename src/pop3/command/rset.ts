import { yes } from '../phrase/phrase.ts';
import { say } from '../session/reply.ts';
import type { CommandRow } from './command.ts';

/** RFC 1939 §5: takes every mark away. */
export const rset: CommandRow = {
  keyword: 'RSET',
  state: 'transaction',
  argument: 'none',
  run: (maildrop) => {
    maildrop.unmarkAll();
    return say(yes('messages', maildrop.messages));
  },
};
