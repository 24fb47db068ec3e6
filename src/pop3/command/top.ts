import { say } from '../session/reply.ts';
import { storeErrorLine } from '../session/store-error.table.ts';
import { errorLine, okLine, parseNumbers } from '../wire/index.ts';
import type { CommandRow } from './command.ts';
import { entryOrLine } from './message-number.ts';

/** RFC 1939 §7: the header, the blank line and the first lines of the body. */
export const top: CommandRow = {
  keyword: 'TOP',
  state: 'transaction',
  argument: 'required',
  run: async (maildrop, argument) => {
    const numbers = parseNumbers(argument, 2);
    if (numbers === undefined) return say(errorLine('TOP takes a message number and a number of lines'));
    const [number, bodyLines] = numbers as [number, number];
    const entry = entryOrLine(maildrop, number);
    if (typeof entry === 'string') return say(entry);
    const body = await maildrop.body(entry);
    if (!body.ok) return say(storeErrorLine(body.error.code));
    return { reply: { kind: 'message', line: okLine('top of message follows'), body: body.value, bodyLines } };
  },
};
