import { data } from '../phrase/phrase.ts';
import { say } from '../session/reply.ts';
import type { CommandRow } from './command.ts';

/** RFC 1939 §5. */
export const noop: CommandRow = {
  keyword: 'NOOP',
  state: 'transaction',
  argument: 'none',
  run: () => say(data()),
};
