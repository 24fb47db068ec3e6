import { ANY_TIME, command } from '../session/command.ts';
import { say } from '../session/step.ts';
import { reply } from '../wire/index.ts';

/** RFC 5321 §4.1.1.5 */
export const rset = command({
  verb: 'RSET',
  states: ANY_TIME,
  hint: '',
  syntax: 'RSET',
  run(state, argument) {
    if (argument !== '') return say(state, reply(501, '5.5.4', 'RSET has no argument'));
    const next = state.kind === 'start' ? state : ({ kind: 'ready', peer: state.peer } as const);
    return say(next, reply(250, '2.0.0', 'Forgotten'));
  },
});
