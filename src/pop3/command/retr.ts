import { yes } from '../phrase/phrase.ts';
import { say } from '../session/reply.ts';
import type { CommandRow } from './command.ts';
import { messageFailure } from './message-failure.ts';
import { findMessage } from './message-number.ts';

/** RFC 1939 §5. Marks nothing as read: POP3 knows no flags, and another program may not want it. */
export const retr: CommandRow = {
  keyword: 'RETR',
  state: 'transaction',
  argument: 'required',
  run: async (maildrop, argument) => {
    const found = findMessage(maildrop, argument);
    if ('refusal' in found) return say(found.refusal);
    const message = await maildrop.message(found);
    if (!message.ok) return say(messageFailure(message.error));
    maildrop.noteFetched(found.sequence);
    return { reply: { kind: 'message', line: yes('messageFollows'), message: message.value, bodyLines: undefined } };
  },
};
