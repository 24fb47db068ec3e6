import { say } from '../session/reply.ts';
import { okLine } from '../wire/index.ts';
import type { CommandRow } from './command.ts';

/** RFC 1939 §5. */
export const noop: CommandRow = {
  keyword: 'NOOP',
  state: 'transaction',
  argument: 'none',
  run: () => say(okLine()),
};
