import { ANY_TIME, command } from '../session/command.ts';
import { say } from '../session/step.ts';
import { reply } from '../wire/index.ts';

/** RFC 5321 §3.5.3: who asks is not told who has an account; RCPT says it to those who bring a mail. */
export const vrfy = command({
  verb: 'VRFY',
  states: ANY_TIME,
  hint: '',
  syntax: 'VRFY address',
  run(state, argument) {
    if (argument === '') return say(state, reply(501, '5.5.4', 'Say VRFY and an address'));
    return say(state, reply(252, '2.5.2', 'Not verified here: say RCPT, and send the mail'));
  },
});
