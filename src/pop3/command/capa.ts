import { passwordAllowed } from '../session/services.ts';
import { okLine } from '../wire/index.ts';
import type { CommandRow, Context } from './command.ts';

/** RFC 2449 §5. */
export const capa: CommandRow = {
  keyword: 'CAPA',
  state: 'any',
  argument: 'none',
  run: (context) => ({
    reply: {
      kind: 'lines',
      line: okLine('what this server can do'),
      lines: capabilities(context).map((capability) => `${capability}\r\n`),
    },
  }),
};

function capabilities({ services, peer }: Context): readonly string[] {
  return [
    'TOP',
    'UIDL',
    'RESP-CODES',
    'AUTH-RESP-CODE',
    'PIPELINING',
    'EXPIRE NEVER',
    // RFC 2595 §4: gone once TLS is on.
    ...(services.tlsContext !== undefined && !peer.secure ? ['STLS'] : []),
    ...(passwordAllowed(services, peer) ? ['USER', 'SASL PLAIN'] : []),
    'IMPLEMENTATION Rookery',
  ];
}
