import { say } from '../session/reply.ts';
import { okLine } from '../wire/index.ts';
import type { CommandRow } from './command.ts';
import { findMessage } from './message-number.ts';

/** RFC 1939 §5: marks; QUIT deletes. */
export const dele: CommandRow = {
  keyword: 'DELE',
  state: 'transaction',
  argument: 'required',
  run: (maildrop, argument) => {
    const entry = findMessage(maildrop, argument);
    if (typeof entry === 'string') return say(entry);
    maildrop.mark(maildrop.snapshot.sequenceOf(entry.uid));
    return say(okLine('marked'));
  },
};
