import { ANY_TIME, command } from '../session/command.ts';
import { say } from '../session/step.ts';
import { reply } from '../wire/index.ts';
import { isPeerName, loginOf } from './hello.ts';

/** RFC 5321 §4.1.1.1: for those who know no extensions. */
export const helo = command({
  verb: 'HELO',
  states: ANY_TIME,
  hint: '',
  syntax: 'HELO name',
  run(state, argument, { scene }) {
    if (!isPeerName(argument)) return say(state, reply(501, '5.5.4', 'Say HELO and your name'));
    const peer = { name: argument, extended: false, login: loginOf(state) };
    return say({ kind: 'ready', peer }, reply(250, undefined, scene.hostname));
  },
});
