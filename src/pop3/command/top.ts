import { no, yes } from '../phrase/phrase.ts';
import { say } from '../session/reply.ts';
import { parseNumbers } from '../wire/index.ts';
import type { CommandRow } from './command.ts';
import { messageFailure } from './message-failure.ts';
import { messageAt } from './message-number.ts';

/** RFC 1939 §7: the header, the blank line and the first lines of the body. */
export const top: CommandRow = {
  keyword: 'TOP',
  state: 'transaction',
  argument: 'required',
  run: async (maildrop, argument) => {
    const numbers = parseNumbers(argument, 2);
    if (numbers === undefined) return say(no('topArguments'));
    const [number, bodyLines] = numbers as [number, number];
    const found = messageAt(maildrop, number);
    if ('refusal' in found) return say(found.refusal);
    const message = await maildrop.message(found);
    if (!message.ok) return say(messageFailure(message.error));
    return { reply: { kind: 'message', line: yes('topFollows'), message: message.value, bodyLines } };
  },
};
