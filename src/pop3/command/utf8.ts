import { yes } from '../phrase/phrase.ts';
import { say } from '../session/reply.ts';
import type { CommandRow } from './command.ts';

/** RFC 6856 §2.1: from now on messages go out as they are. */
export const utf8: CommandRow = {
  keyword: 'UTF8',
  state: 'authorization',
  argument: 'none',
  password: false,
  run: ({ manner }) => ({ ...say(yes('utf8On')), manner: { ...manner, utf8: true } }),
};
