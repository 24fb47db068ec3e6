import { data, yes } from '../phrase/phrase.ts';
import type { Maildrop } from '../session/maildrop.ts';
import { say } from '../session/reply.ts';
import { storeErrorPhrase } from '../session/store-error.table.ts';
import type { UniqueIds } from '../session/unique-ids.ts';
import type { CommandRow } from './command.ts';
import { findMessage } from './message-number.ts';

/** RFC 1939 §7: the unique id of one message, or of each. */
export const uidl: CommandRow = {
  keyword: 'UIDL',
  state: 'transaction',
  argument: 'optional',
  run: async (maildrop, argument) => {
    const found = argument === '' ? undefined : findMessage(maildrop, argument);
    if (found !== undefined && 'refusal' in found) return say(found.refusal);
    const ids = await maildrop.uniqueIds();
    if (!ids.ok) return say(storeErrorPhrase(ids.error.code));
    if (found !== undefined) return say(data(found.sequence, ids.value.of(found.uid)));
    return { reply: { kind: 'lines', line: yes('uniqueIds'), lines: scanIds(maildrop, ids.value) } };
  },
};

function* scanIds(maildrop: Maildrop, ids: UniqueIds): Generator<string> {
  for (const entry of maildrop.unmarked()) yield `${entry.sequence} ${ids.of(entry.uid)}\r\n`;
}
