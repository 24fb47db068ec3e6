import { decodeBase64Text, decodeUtf8Strict, parseSaslPlain, type Result } from '../../base/index.ts';
import type { Login, LoginFailure } from '../../directory/index.ts';
import { command } from '../session/command.ts';
import type { Challenge, ChallengedState, Peer, ReadyState, SessionState } from '../session/state.ts';
import { type Step, say } from '../session/step.ts';
import { type Reply, reply } from '../wire/index.ts';

/** RFC 4954 with PLAIN (RFC 4616) and LOGIN, which has no RFC and many users; each with or without an initial response. */
export const auth = command({
  verb: 'AUTH',
  states: ['ready'],
  hint: 'Say EHLO before AUTH, and AUTH before MAIL',
  syntax: 'AUTH PLAIN|LOGIN [initial-response]',
  run(state, argument, { scene }) {
    const [name = '', response, ...more] = argument.split(/ +/);
    const mechanism = name.toUpperCase();
    if (name === '' || more.length > 0) return say(state, reply(501, '5.5.4', 'Say AUTH, a mechanism, and a response'));
    if (!state.peer.extended) return say(state, reply(503, '5.5.1', 'Say EHLO before AUTH'));
    if (state.peer.login !== undefined) return say(state, reply(503, '5.5.1', 'Somebody has logged in already'));
    if (WEAK_MECHANISMS.includes(mechanism)) return say(state, reply(534, '5.7.9', 'That mechanism is too weak here'));
    const first = FIRST_CHALLENGES.get(mechanism);
    if (first === undefined) return say(state, reply(504, '5.5.4', 'The mechanisms are PLAIN and LOGIN'));
    if (!scene.canLogIn) return say(state, reply(538, '5.7.11', 'A password needs TLS: say STARTTLS first'));
    if (response === undefined) return challenge(state.peer, first);
    // RFC 4954 §4: an initial response without octets is written as `=`.
    return answer(state.peer, first, response === '=' ? '' : response);
  },
});

const FIRST_CHALLENGES: ReadonlyMap<string, Challenge> = new Map([
  ['PLAIN', { kind: 'plain' }],
  ['LOGIN', { kind: 'username' }],
]);
/** RFC 4954 §6: they name nobody, or would have passwords kept in a form that can be read. */
const WEAK_MECHANISMS: readonly string[] = ['ANONYMOUS', 'CRAM-MD5', 'DIGEST-MD5', 'NTLM'];

/** What is asked, in base64: nothing, `Username:`, `Password:`. */
const QUESTIONS: { readonly [Kind in Challenge['kind']]: string } = {
  plain: '',
  username: 'VXNlcm5hbWU6',
  password: 'UGFzc3dvcmQ6',
};

function challenge(peer: Peer, asked: Challenge): Step {
  return say({ kind: 'challenged', peer, asked }, reply(334, undefined, QUESTIONS[asked.kind]));
}

/** The line after a challenge; `*` gives up (RFC 4954 §4). */
export function answerChallenge({ peer, asked }: ChallengedState, line: Uint8Array): Step {
  const text = decodeUtf8Strict(line) ?? '';
  if (text === '*') return say(ready(peer), reply(501, '5.7.0', 'Logging in was given up'));
  return answer(peer, asked, text);
}

/** A line that is none ends what AUTH began; elsewhere the state stays. */
export function giveUpChallenge(state: SessionState): SessionState {
  return state.kind === 'challenged' ? ready(state.peer) : state;
}

function answer(peer: Peer, asked: Challenge, response: string): Step {
  const refuse = (refusal: Reply) => say(ready(peer), refusal);
  const authenticate = (username: string, password: string): Step => ({
    state: ready(peer),
    effects: [{ kind: 'authenticate', username, password }],
  });
  const bytes = decodeBase64Text(response);
  if (bytes === undefined) return refuse(reply(501, '5.5.2', 'That is not base64'));
  switch (asked.kind) {
    case 'plain': {
      const credentials = parseSaslPlain(bytes);
      if (credentials === undefined) return refuse(reply(501, '5.5.2', 'That is no response to PLAIN'));
      const { authorizationId, username, password } = credentials;
      // RFC 4616 §2: nobody acts for another here.
      if (authorizationId !== '' && authorizationId !== username) return refuse(WRONG);
      return authenticate(username, password);
    }
    case 'username': {
      const username = decodeUtf8Strict(bytes);
      if (username === undefined || username === '') return refuse(reply(501, '5.5.2', 'That is no user name'));
      return challenge(peer, { kind: 'password', username });
    }
    case 'password': {
      const password = decodeUtf8Strict(bytes);
      if (password === undefined) return refuse(reply(501, '5.5.2', 'That is no password'));
      return authenticate(asked.username, password);
    }
  }
}

/** What the directory said (RFC 4954 §6). */
export function answerAuthenticated(state: SessionState, outcome: Result<Login, LoginFailure>): Step {
  if (state.kind !== 'ready') throw new Error(`authenticated while ${state.kind}`);
  if (!outcome.ok) return say(state, FAILURES[outcome.error.code]);
  return say(ready({ ...state.peer, login: outcome.value.account }), reply(235, '2.7.0', 'Logged in'));
}

const WRONG = reply(535, '5.7.8', 'Wrong user name or password');
const FAILURES: { readonly [Code in LoginFailure['code']]: Reply } = {
  invalidCredentials: WRONG,
  throttled: reply(454, '4.7.0', 'Too many failed logins, try again later'),
  unavailable: reply(454, '4.7.0', 'Logins cannot be checked now, try again later'),
};

function ready(peer: Peer): ReadyState {
  return { kind: 'ready', peer };
}
