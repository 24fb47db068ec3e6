import { yes } from '../phrase/phrase.ts';
import { say } from '../session/reply.ts';
import type { CommandRow } from './command.ts';
import { findMessage } from './message-number.ts';

/** RFC 1939 §5: marks; QUIT deletes. */
export const dele: CommandRow = {
  keyword: 'DELE',
  state: 'transaction',
  argument: 'required',
  run: (maildrop, argument) => {
    const found = findMessage(maildrop, argument);
    if ('refusal' in found) return say(found.refusal);
    maildrop.mark(found.sequence);
    return say(yes('marked'));
  },
};
