import { events } from '../events.ts';
import { noFor, type Phrase, yes } from '../phrase/phrase.ts';
import type { Step } from '../session/reply.ts';
import type { CommandRow } from './command.ts';

/** RFC 1939 §4 and §6: the only way for a message to be deleted. */
export const quit: CommandRow = {
  keyword: 'QUIT',
  state: 'any',
  argument: 'none',
  run: async ({ services: { log }, state }) => {
    if (state.kind !== 'transaction') return close(yes('goodbye'));
    const { maildrop } = state;
    const deleted = await maildrop.update();
    const account = maildrop.account.id;
    if (!deleted.ok) {
      events.deleteFailed(log, { account, code: deleted.error.code });
      return close(noFor('SYS/TEMP', 'notRemoved'));
    }
    if (deleted.value > 0) events.deleted(log, { account, messages: deleted.value });
    return close(yes('goodbyeLeft', maildrop.snapshot.count - deleted.value));
  },
};

function close(line: Phrase): Step {
  return { reply: { kind: 'close', line } };
}
