import { command } from '../session/command.ts';
import { say } from '../session/step.ts';
import { reply } from '../wire/index.ts';

/** RFC 3207. What the peer has sent behind it, in plaintext, is dropped unread. */
export const starttls = command({
  verb: 'STARTTLS',
  states: ['start', 'ready'],
  hint: 'Say STARTTLS before MAIL',
  syntax: 'STARTTLS',
  run(state, argument, { scene }) {
    if (argument !== '') return say(state, reply(501, '5.5.4', 'STARTTLS has no argument'));
    if (!scene.canStartTls) return say(state, reply(502, '5.5.1', 'STARTTLS is not offered here, or is on already'));
    return { state, effects: [{ kind: 'reply', reply: reply(220, '2.0.0', 'Go ahead') }, { kind: 'startTls' }] };
  },
});
