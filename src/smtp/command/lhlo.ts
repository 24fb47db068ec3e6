import { command } from '../session/command.ts';
import { say } from '../session/step.ts';
import { reply } from '../wire/index.ts';

/** RFC 2033 §4.1. Also said in the midst of a mail, which it drops (RFC 5321 §4.1.4). */
export const lhlo = command({
  verb: 'LHLO',
  states: ['start', 'ready', 'sender', 'recipients'],
  hint: '',
  syntax: 'LHLO name',
  run(state, argument, { scene }) {
    // The name is believed by nobody and checked by few; it is kept for the Received field.
    if (!/^[^\s\p{C}]{1,255}$/u.test(argument)) return say(state, reply(501, '5.5.4', 'Say LHLO and your name'));
    const capabilities = [
      'PIPELINING',
      `SIZE ${scene.messageMaxBytes}`,
      '8BITMIME',
      'SMTPUTF8',
      'ENHANCEDSTATUSCODES',
      ...(scene.canStartTls ? ['STARTTLS'] : []),
    ];
    return say({ kind: 'ready', peerName: argument }, reply(250, undefined, scene.hostname, ...capabilities));
  },
});
