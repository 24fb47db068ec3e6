import { say } from '../session/reply.ts';
import { INITIAL_STATE } from '../session/state.ts';
import { errorLine, okLine } from '../wire/index.ts';
import type { CommandRow } from './command.ts';

/** RFC 2595 §4. What the client said before it counts no more. */
export const stls: CommandRow = {
  keyword: 'STLS',
  state: 'authorization',
  argument: 'none',
  password: false,
  run: ({ services, peer, state }) => {
    if (peer.secure) return say(errorLine('TLS is on already'));
    if (services.tlsContext === undefined) return say(errorLine('TLS is not offered'));
    return {
      reply: { kind: 'startTls', line: okLine('begin TLS') },
      state: { ...INITIAL_STATE, failures: state.failures },
    };
  },
};
