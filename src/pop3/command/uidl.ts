import type { Maildrop } from '../session/maildrop.ts';
import { say } from '../session/reply.ts';
import { okLine } from '../wire/index.ts';
import type { CommandRow } from './command.ts';
import { findMessage } from './message-number.ts';

/** RFC 1939 §7: the unique id of one message, or of each. */
export const uidl: CommandRow = {
  keyword: 'UIDL',
  state: 'transaction',
  argument: 'optional',
  run: (maildrop, argument) => {
    if (argument === '') {
      return { reply: { kind: 'lines', line: okLine('unique ids follow'), lines: uniqueIds(maildrop) } };
    }
    const entry = findMessage(maildrop, argument);
    if (typeof entry === 'string') return say(entry);
    return say(okLine(`${maildrop.snapshot.sequenceOf(entry.uid)} ${maildrop.uniqueId(entry)}`));
  },
};

function* uniqueIds(maildrop: Maildrop): Generator<string> {
  for (const entry of maildrop.unmarked()) yield `${entry.sequence} ${maildrop.uniqueId(entry)}\r\n`;
}
