import { converse } from '../program.ts';
import { address, PASSWORD } from '../server.ts';
import type { World } from './world.ts';

export async function proveOpenssl(world: World): Promise<void> {
  const { server, report } = world;
  const imapTurns = [
    [/^\* OK|OK .*completed/m, `a1 LOGIN ${address('anna')} "${PASSWORD}"`],
    [/^a1 OK/m, 'a2 LOGOUT'],
    [/^a2 OK/m, ''],
  ] as const;
  const pop3Turns = [
    [/^\+OK/m, `USER ${address('anna')}`],
    [/\+OK send/, `PASS ${PASSWORD}`],
    [/^\+OK maildrop/m, 'QUIT'],
  ] as const;
  for (const [listener, starttls, turns] of [
    ['imaps', [], imapTurns],
    [
      'imap',
      ['-starttls', 'imap'],
      [[/CONNECTED|verify|OK/, `a1 LOGIN ${address('anna')} "${PASSWORD}"`], ...imapTurns.slice(1)],
    ],
    ['pop3s', [], pop3Turns],
    [
      'pop3',
      ['-starttls', 'pop3'],
      [[/CONNECTED|verify|OK/, `USER ${address('anna')}`], [/\+OK send/, `PASS ${PASSWORD}`], pop3Turns[2]],
    ],
  ] as const) {
    await report.step(
      `openssl s_client logs in by ${listener}${starttls.length > 0 ? ' with STARTTLS' : ''}`,
      async () => {
        const words = ['s_client', '-quiet', '-crlf', '-connect', `127.0.0.1:${server.port(listener)}`, ...starttls];
        await converse('openssl', words, turns);
        return undefined;
      },
    );
  }
}
