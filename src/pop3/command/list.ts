import type { Maildrop } from '../session/maildrop.ts';
import { say } from '../session/reply.ts';
import type { SizeRecord } from '../session/size-record.ts';
import { storeErrorLine } from '../session/store-error.table.ts';
import { okLine } from '../wire/index.ts';
import type { CommandRow } from './command.ts';
import { findMessage } from './message-number.ts';

/** RFC 1939 §5: the octets of one message, or of each. */
export const list: CommandRow = {
  keyword: 'LIST',
  state: 'transaction',
  argument: 'optional',
  run: async (maildrop, argument) => {
    const entry = argument === '' ? undefined : findMessage(maildrop, argument);
    if (typeof entry === 'string') return say(entry);
    const sizes = await maildrop.measured();
    if (!sizes.ok) return say(storeErrorLine(sizes.error.code));
    if (entry !== undefined) {
      return say(okLine(`${maildrop.snapshot.sequenceOf(entry.uid)} ${sizes.value.sizeOf(entry)}`));
    }
    const line = okLine(`${maildrop.messages} messages`);
    return { reply: { kind: 'lines', line, lines: scanListings(maildrop, sizes.value) } };
  },
};

function* scanListings(maildrop: Maildrop, sizes: SizeRecord): Generator<string> {
  for (const entry of maildrop.unmarked()) yield `${entry.sequence} ${sizes.sizeOf(entry)}\r\n`;
}
