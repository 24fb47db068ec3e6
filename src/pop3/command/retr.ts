import { say } from '../session/reply.ts';
import { storeErrorLine } from '../session/store-error.table.ts';
import { okLine } from '../wire/index.ts';
import type { CommandRow } from './command.ts';
import { findMessage } from './message-number.ts';

/** RFC 1939 §5. Marks nothing as read: POP3 knows no flags, and another program may not want it. */
export const retr: CommandRow = {
  keyword: 'RETR',
  state: 'transaction',
  argument: 'required',
  run: async (maildrop, argument) => {
    const entry = findMessage(maildrop, argument);
    if (typeof entry === 'string') return say(entry);
    const body = await maildrop.body(entry);
    if (!body.ok) return say(storeErrorLine(body.error.code));
    return { reply: { kind: 'message', line: okLine('message follows'), body: body.value, bodyLines: undefined } };
  },
};
