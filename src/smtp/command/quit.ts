import { ANY_TIME, command } from '../session/command.ts';
import { say, sayAndClose } from '../session/step.ts';
import { reply } from '../wire/index.ts';

/** RFC 5321 §4.1.1.10 */
export const quit = command({
  verb: 'QUIT',
  states: ANY_TIME,
  hint: '',
  syntax: 'QUIT',
  run(state, argument, { scene }) {
    if (argument !== '') return say(state, reply(501, '5.5.4', 'QUIT has no argument'));
    return sayAndClose(reply(221, '2.0.0', `${scene.hostname} says goodbye`));
  },
});
