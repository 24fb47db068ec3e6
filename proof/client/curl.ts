import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { plainMail } from '../mail.ts';
import { output, run } from '../program.ts';
import { expect, expectEqual } from '../report.ts';
import { address, PASSWORD } from '../server.ts';
import type { World } from './world.ts';

export async function proveCurl(world: World): Promise<void> {
  const { server, report } = world;
  const message = plainMail('by curl', '.a line with a dot\r\n\r\nand one more');
  await world.deliver('anna', message);
  const login = ['-sS', '-u', `${address('anna')}:${PASSWORD}`];
  const ways: readonly (readonly [string, readonly string[]])[] = [
    ['imap', []],
    ['imap', ['--ssl-reqd', '-k']],
    ['imaps', ['-k']],
    ['pop3', []],
    ['pop3', ['--ssl-reqd', '-k']],
    ['pop3s', ['-k']],
  ];
  for (const [scheme, options] of ways) {
    const path = scheme.startsWith('imap') ? 'INBOX;UID=1' : '1';
    const name = `curl reads by ${scheme}${options.includes('--ssl-reqd') ? ' with STARTTLS' : ''}`;
    await report.step(name, async () => {
      const got = await output('curl', [...login, ...options, `${scheme}://127.0.0.1:${server.port(scheme)}/${path}`]);
      expect(got.equals(message), `other octets: ${JSON.stringify(got.toString('latin1').slice(0, 300))}`);
      return `${got.length} octets`;
    });
  }
  const imap = `imap://127.0.0.1:${server.port('imap')}`;
  await report.step('curl appends by IMAP', async () => {
    const sent = plainMail('from curl');
    const file = join(server.dir, 'sent.eml');
    writeFileSync(file, sent);
    await output('curl', [...login, '-T', file, `${imap}/INBOX`]);
    const got = await output('curl', [...login, `${imap}/INBOX;UID=2`]);
    expect(got.equals(sent), 'other octets came back');
    return undefined;
  });
  await report.step('curl searches by IMAP', async () => {
    const got = await output('curl', [...login, `${imap}/INBOX?SUBJECT%20curl`]);
    expectEqual(got.toString().trim(), '* SEARCH 1 2', 'the answer');
    return undefined;
  });
  await report.step('curl is refused with a wrong password', async () => {
    for (const url of [imap, `pop3://127.0.0.1:${server.port('pop3')}`]) {
      const { code } = await run('curl', ['-sS', '-u', `${address('anna')}:wrong`, url]);
      expectEqual(code, 67, `exit code of ${url}`);
    }
    return undefined;
  });
}
