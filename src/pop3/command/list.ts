import { data, yes } from '../phrase/phrase.ts';
import type { Maildrop } from '../session/maildrop.ts';
import { say } from '../session/reply.ts';
import type { MaildropSizes } from '../session/size-record.ts';
import { storeErrorPhrase } from '../session/store-error.table.ts';
import type { CommandRow } from './command.ts';
import { findMessage } from './message-number.ts';

/** RFC 1939 §5: the octets of one message, or of each. */
export const list: CommandRow = {
  keyword: 'LIST',
  state: 'transaction',
  argument: 'optional',
  run: async (maildrop, argument) => {
    const found = argument === '' ? undefined : findMessage(maildrop, argument);
    if (found !== undefined && 'refusal' in found) return say(found.refusal);
    const sizes = await maildrop.measured();
    if (!sizes.ok) return say(storeErrorPhrase(sizes.error.code));
    if (found !== undefined) return say(data(found.sequence, sizes.value.of(found)));
    const line = yes('messages', maildrop.messages);
    return { reply: { kind: 'lines', line, lines: scanListings(maildrop, sizes.value) } };
  },
};

function* scanListings(maildrop: Maildrop, sizes: MaildropSizes): Generator<string> {
  for (const entry of maildrop.unmarked()) yield `${entry.sequence} ${sizes.of(entry)}\r\n`;
}
