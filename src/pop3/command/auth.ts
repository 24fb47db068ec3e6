import { no, noFor } from '../phrase/phrase.ts';
import { logIn, refuse } from '../session/login.ts';
import { type Step, say } from '../session/reply.ts';
import type { Scene } from '../session/scene.ts';
import type { Challenged } from '../session/state.ts';
import type { CommandRow } from './command.ts';
import { MECHANISM_NAMES, MECHANISMS, readResponse } from './sasl.table.ts';

/** RFC 5034, with or without an initial response. */
export const auth: CommandRow = {
  keyword: 'AUTH',
  state: 'authorization',
  argument: 'required',
  password: true,
  run: (context, argument) => {
    const [wanted = '', response, ...more] = argument.split(' ');
    const mechanism = MECHANISMS.find(({ name }) => name === wanted.toUpperCase());
    if (mechanism === undefined) return say(no('noSuchMechanism', MECHANISM_NAMES));
    if (more.length > 0) return say(no('authArguments'));
    const state: Challenged = { kind: 'challenged', mechanism: mechanism.name, failures: context.state.failures };
    if (response === undefined) return { reply: { kind: 'challenge' }, state };
    return answerChallenge(context, state, response);
  },
};

/** The client's answer; `*` gives up. The session is as if AUTH had not been said, where it fails. */
export function answerChallenge(
  scene: Scene,
  { mechanism: name, failures }: Challenged,
  response: string,
): Step | Promise<Step> {
  const { services } = scene;
  if (response === '*') return refuse(services, failures, no('authGivenUp'));
  const credentials = readResponse(name, response);
  if (credentials === undefined) return refuse(services, failures + 1, no('badResponse', name));
  const { authorizationId, username } = credentials;
  if (authorizationId !== '' && authorizationId !== username) {
    return refuse(services, failures + 1, noFor('AUTH', 'noProxy'));
  }
  return logIn(scene, failures, credentials);
}
