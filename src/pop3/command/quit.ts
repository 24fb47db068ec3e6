import { events } from '../events.ts';
import type { Step } from '../session/reply.ts';
import { errorLine, okLine } from '../wire/index.ts';
import type { CommandRow } from './command.ts';

/** RFC 1939 §4 and §6: the only way for a message to be deleted. */
export const quit: CommandRow = {
  keyword: 'QUIT',
  state: 'any',
  argument: 'none',
  run: async ({ services: { log }, state }) => {
    if (state.kind !== 'transaction') return close(okLine('goodbye'));
    const { maildrop } = state;
    const updated = await maildrop.update();
    const account = maildrop.account.id;
    if (!updated.ok) {
      events.deleteFailed(log, { account, code: updated.error.code });
      return close(errorLine('some deleted messages not removed', 'SYS/TEMP'));
    }
    if (maildrop.markedCount > 0) events.deleted(log, { account, messages: maildrop.markedCount });
    return close(okLine(`goodbye, ${maildrop.messages} messages left`));
  },
};

function close(line: string): Step {
  return { reply: { kind: 'close', line } };
}
