import { ImapFlow } from 'imapflow';
import { plainMail } from '../mail.ts';
import { expect, expectEqual } from '../report.ts';
import { address, PASSWORD } from '../server.ts';
import type { World } from './world.ts';

export async function proveImapflow(world: World): Promise<void> {
  const { server, report } = world;
  const sent = [plainMail('one for imapflow'), plainMail('two for imapflow')];
  for (const message of sent) await world.deliver('cleo', message);
  const client = new ImapFlow({
    host: '127.0.0.1',
    port: server.port('imap'),
    secure: false,
    auth: { user: address('cleo'), pass: PASSWORD },
    tls: { rejectUnauthorized: false },
    logger: false,
  });
  await report.step('imapflow logs in with STARTTLS and lists', async () => {
    await client.connect();
    expect(client.secureConnection, 'TLS is off');
    const names = (await client.list()).map(({ path }) => path);
    expect(names.includes('INBOX'), names.join());
    return names.join(', ');
  });
  await report.step('imapflow fetches what was sent', async () => {
    await client.mailboxOpen('INBOX');
    const got = await client.fetchAll('1:*', { source: true, envelope: true, bodyStructure: true, flags: true });
    expectEqual(got.length, 2, 'messages');
    got.forEach((message, i) => {
      expect(message.source?.equals(sent[i]!) === true, `other octets of ${i + 1}`);
      expectEqual(message.envelope?.from?.[0]?.address, 'sender@elsewhere.example', 'From');
    });
    return undefined;
  });
  await report.step('imapflow sets flags, searches, appends, moves and deletes', async () => {
    await client.messageFlagsAdd('1', ['\\Seen', '$Forwarded']);
    const found = await client.search({ keyword: '$Forwarded' });
    expectEqual(String(found), '1', 'the search');
    await client.mailboxCreate('Archived');
    await client.append('INBOX', plainMail('appended'), ['\\Seen']);
    await client.messageMove('2', 'Archived');
    await client.messageDelete('2');
    for (const mailbox of ['INBOX', 'Archived']) {
      const status = await client.status(mailbox, { messages: true });
      expectEqual(status ? status.messages : undefined, 1, `messages in ${mailbox}`);
    }
    return undefined;
  });
  await report.step('imapflow hears of new mail', async () => {
    const heard = new Promise<number>((resolve) => client.once('exists', ({ count }) => resolve(count)));
    void client.idle();
    await world.deliver('cleo', plainMail('while idle'));
    expectEqual(await Promise.race([heard, timeout(10_000)]), 2, 'messages');
    return undefined;
  });
  await client.logout();
}

function timeout(ms: number): Promise<string> {
  return new Promise((resolve) => setTimeout(() => resolve(`nothing in ${ms} ms`), ms).unref());
}
