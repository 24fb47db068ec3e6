import { say } from '../session/reply.ts';
import { storeErrorLine } from '../session/store-error.table.ts';
import { okLine } from '../wire/index.ts';
import type { CommandRow } from './command.ts';

/** RFC 1939 §5: the count and the octets of all messages that are not marked. */
export const stat: CommandRow = {
  keyword: 'STAT',
  state: 'transaction',
  argument: 'none',
  run: async (maildrop) => {
    const sizes = await maildrop.measured();
    if (!sizes.ok) return say(storeErrorLine(sizes.error.code));
    let octets = 0;
    for (const entry of maildrop.unmarked()) octets += sizes.value.sizeOf(entry);
    return say(okLine(`${maildrop.messages} ${octets}`));
  },
};
