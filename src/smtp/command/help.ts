import { ANY_TIME, command } from '../session/command.ts';
import { say } from '../session/step.ts';
import { reply } from '../wire/index.ts';

/** RFC 5321 §4.1.1.8: the syntax of every row, or of the one that was asked for. */
export const help = command({
  verb: 'HELP',
  states: ANY_TIME,
  hint: '',
  syntax: 'HELP [command]',
  run(state, argument, { protocol }) {
    const wanted = argument.trim().toUpperCase();
    const rows = protocol.commands.filter((row) => wanted === '' || row.verb === wanted);
    if (rows.length === 0) return say(state, reply(504, '5.5.4', 'There is no such command'));
    return say(state, reply(214, '2.0.0', ...rows.map((row) => row.syntax)));
  },
});
