import { yes } from '../phrase/phrase.ts';
import { passwordAllowed, type Services } from '../session/services.ts';
import type { CommandRow, Context } from './command.ts';
import { MECHANISM_NAMES } from './sasl.table.ts';

/** RFC 2449 §5. */
export const capa: CommandRow = {
  keyword: 'CAPA',
  state: 'any',
  argument: 'none',
  run: (context) => ({
    reply: {
      kind: 'lines',
      line: yes('capabilities'),
      lines: capabilities(context).map((capability) => `${capability}\r\n`),
    },
  }),
};

function capabilities({ services, peer, state }: Context): readonly string[] {
  const loggedIn = state.kind === 'transaction';
  const { loginDelaySeconds } = services;
  return [
    'TOP',
    'UIDL',
    'RESP-CODES',
    'AUTH-RESP-CODE',
    'PIPELINING',
    `EXPIRE ${expiry(services)}`,
    ...(loginDelaySeconds > 0 ? [`LOGIN-DELAY ${loginDelaySeconds}`] : []),
    // RFC 2595 §4: before a login alone, and gone once TLS is on.
    ...(services.tlsContext !== undefined && !peer.secure && !loggedIn ? ['STLS'] : []),
    ...(passwordAllowed(services, peer) ? ['USER', `SASL ${MECHANISM_NAMES}`] : []),
    'UTF8 USER',
    'LANG',
    // RFC 2449 §6.9: which version runs is told to those who have an account.
    `IMPLEMENTATION ${loggedIn ? services.implementation : 'Rookery'}`,
  ];
}

/** RFC 2449 §6.7. */
function expiry({ deleteFetched, retentionDays }: Services): string {
  if (deleteFetched) return '0';
  return retentionDays === 0 ? 'NEVER' : String(retentionDays);
}
