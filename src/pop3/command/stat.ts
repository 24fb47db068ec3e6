import { data } from '../phrase/phrase.ts';
import { say } from '../session/reply.ts';
import { storeErrorPhrase } from '../session/store-error.table.ts';
import type { CommandRow } from './command.ts';

/** RFC 1939 §5: the count and the octets of all messages that are not marked. */
export const stat: CommandRow = {
  keyword: 'STAT',
  state: 'transaction',
  argument: 'none',
  run: async (maildrop) => {
    const sizes = await maildrop.measured();
    if (!sizes.ok) return say(storeErrorPhrase(sizes.error.code));
    return say(data(maildrop.messages, maildrop.octets(sizes.value)));
  },
};
