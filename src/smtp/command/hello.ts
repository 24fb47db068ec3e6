import type { Account } from '../../directory/index.ts';
import type { Command } from '../session/command.ts';
import type { SessionState } from '../session/state.ts';
import { say } from '../session/step.ts';
import { reply } from '../wire/index.ts';

/** EHLO and LHLO: the peer says its name, and hears what is offered. */
export function extendedHello(verb: 'EHLO' | 'LHLO'): Command['run'] {
  return (state, argument, { scene, protocol }) => {
    if (!isPeerName(argument)) return say(state, reply(501, '5.5.4', `Say ${verb} and your name`));
    const peer = { name: argument, extended: true, login: loginOf(state) };
    const capabilities = protocol.capabilities.map((each) => each(scene)).filter((line) => line !== undefined);
    return say({ kind: 'ready', peer }, reply(250, undefined, scene.hostname, ...capabilities));
  };
}

/** The name is believed by nobody and checked by few; it is kept for the Received field (RFC 5321 §4.1.4). */
export function isPeerName(text: string): boolean {
  return /^[^\s\p{C}]{1,255}$/u.test(text);
}

/** A second EHLO changes nothing about who has logged in. */
export function loginOf(state: SessionState): Account | undefined {
  return 'peer' in state ? state.peer.login : undefined;
}
