import { logIn, refuse } from '../session/login.ts';
import { type Step, say } from '../session/reply.ts';
import type { Peer, Services } from '../session/services.ts';
import { CONTINUE_LINE, errorLine, parsePlain } from '../wire/index.ts';
import type { CommandRow } from './command.ts';

/** RFC 5034: PLAIN, with or without an initial response. */
export const auth: CommandRow = {
  keyword: 'AUTH',
  state: 'authorization',
  argument: 'required',
  password: true,
  run: ({ services, peer, state }, argument) => {
    const [mechanism = '', response, ...more] = argument.split(' ');
    if (mechanism.toUpperCase() !== 'PLAIN') return say(errorLine('the only mechanism is PLAIN'));
    if (more.length > 0) return say(errorLine('AUTH takes a mechanism and a response'));
    if (response === undefined) return say(CONTINUE_LINE, { kind: 'challenged', failures: state.failures });
    return answerChallenge(services, peer, state.failures, response);
  },
};

/** The client's answer; `*` gives up. The session is as if AUTH had not been said, where it fails. */
export function answerChallenge(
  services: Services,
  peer: Peer,
  failures: number,
  response: string,
): Step | Promise<Step> {
  if (response === '*') return refuse(services, failures, errorLine('authentication was given up'));
  const credentials = parsePlain(response);
  if (credentials === undefined) return refuse(services, failures + 1, errorLine('that is no response to PLAIN'));
  const { authorizationId, username } = credentials;
  if (authorizationId !== '' && authorizationId !== username) {
    return refuse(services, failures + 1, errorLine('nobody can act for another', 'AUTH'));
  }
  return logIn(services, peer, failures, credentials);
}
