import { no, yes } from '../phrase/phrase.ts';
import { say } from '../session/reply.ts';
import { INITIAL_STATE } from '../session/state.ts';
import type { CommandRow } from './command.ts';

/** RFC 2595 §4. What the client said before it counts no more. */
export const stls: CommandRow = {
  keyword: 'STLS',
  state: 'authorization',
  argument: 'none',
  password: false,
  run: ({ services, peer, state, manner }) => {
    if (peer.secure) return say(no('tlsOnAlready'));
    if (services.tlsContext === undefined) return say(no('tlsNotOffered'));
    // RFC 6856 §2.1.
    if (manner.utf8) return say(no('tlsBeforeUtf8'));
    return {
      reply: { kind: 'startTls', line: yes('beginTls') },
      state: { ...INITIAL_STATE, failures: state.failures },
      manner: { language: services.language, utf8: false },
    };
  },
};
