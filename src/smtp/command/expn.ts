import { ANY_TIME, command } from '../session/command.ts';
import { say } from '../session/step.ts';
import { reply } from '../wire/index.ts';

/** RFC 5321 §3.5.3: who is on a list is told to nobody. */
export const expn = command({
  verb: 'EXPN',
  states: ANY_TIME,
  hint: '',
  syntax: 'EXPN list',
  run: (state) => say(state, reply(502, '5.7.0', 'Who is on a list is not told here')),
});
