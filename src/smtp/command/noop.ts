import { ANY_TIME, command } from '../session/command.ts';
import { say } from '../session/step.ts';
import { reply } from '../wire/index.ts';

/** RFC 5321 §4.1.1.9: an argument is allowed and ignored. */
export const noop = command({
  verb: 'NOOP',
  states: ANY_TIME,
  hint: '',
  syntax: 'NOOP',
  run: (state) => say(state, reply(250, '2.0.0', 'Here')),
});
