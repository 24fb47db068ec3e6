import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ImapClient } from '../imap-client.ts';
import { plainMail } from '../mail.ts';
import { expect, expectEqual } from '../report.ts';
import { address, DOMAIN, PASSWORD } from '../server.ts';
import { hashByImap, hashOfFlagged } from './hash.ts';
import { deliverSamples, SAMPLES } from './sample.ts';
import { Thunderbird } from './thunderbird.ts';
import { WebProxy } from './web-proxy.ts';
import { listenerFor, SECURITIES, type Security, type World } from './world.ts';

/** Set up by its address alone; then a person's day: read, flag, move, delete, file, send, be told of new mail. */
export async function proveThunderbird(world: World): Promise<void> {
  const proxy = await WebProxy.open(world.server.port('http'));
  for (const security of SECURITIES) await oneDay(world, proxy, security);
  await proxy.close();
}

async function oneDay(world: World, proxy: WebProxy, security: Security): Promise<void> {
  const { server, report } = world;
  const person = `thea-${security}`;
  const step = (name: string, run: () => Promise<string | undefined>) =>
    report.step(`thunderbird ${name} (${security})`, run);
  await deliverSamples(world, person);
  const imap = await world.imap(person);
  const thunderbird = await Thunderbird.start(proxy.port, server.hostname);
  try {
    await step('finds its account by autoconfig', async () => {
      proxy.asked.length = 0;
      await thunderbird.call('setUp', address(person), PASSWORD, server.port(listenerFor('imap', security)));
      const asked = proxy.asked.find((url) => url.endsWith('/config-v1.1.xml'));
      expect(asked?.includes(DOMAIN) === true, `asked for ${proxy.asked.join()}`);
      return asked;
    });
    await step('has every message', () => agree(thunderbird, imap));
    await step('flags, moves, deletes and files', async () => {
      await thunderbird.call('flag', 'plain');
      await thunderbird.call('makeFolder', 'Projects');
      await thunderbird.call('move', 'dots', 'Projects');
      await thunderbird.call('remove', 'nothing');
      const file = join(server.dir, 'filed.eml');
      writeFileSync(file, plainMail('filed by hand'));
      await thunderbird.call('upload', file, 'Projects');
      await agree(thunderbird, imap, 'Projects', 2);
      await agree(thunderbird, imap, 'Trash', 1);
      await imap.must('EXAMINE INBOX');
      const { fetched } = await imap.must('UID FETCH 1 (FLAGS)');
      expectEqual(flagsOf(fetched[0]?.flags), '$label1,\\Flagged,\\Seen', 'flags of "plain"');
      return agree(thunderbird, imap, 'INBOX', SAMPLES.length - 2);
    });
    await step('sees what another program changed', async () => {
      await imap.must('SELECT INBOX');
      await imap.must('STORE 2 +FLAGS.SILENT (\\Flagged \\Answered)');
      await imap.must('STORE 3 +FLAGS.SILENT (\\Deleted)');
      await imap.must('EXPUNGE');
      return agree(thunderbird, imap, 'INBOX', SAMPLES.length - 3);
    });
    await step('sends, and keeps a copy', async () => {
      await thunderbird.call('send', address(person), 'sent by thunderbird', 'Greetings.\r\n.\r\n');
      await thunderbird.call('hear', 'sent by thunderbird');
      await agree(thunderbird, imap, 'Sent', 1);
      return agree(thunderbird, imap, 'INBOX', SAMPLES.length - 2);
    });
    await step('is told of new mail while it idles', async () => {
      const heard = thunderbird.call('hear', 'while idle');
      await world.deliver(person, plainMail('while idle'));
      const acknowledged = performance.now();
      await heard;
      return `${Math.round(performance.now() - acknowledged)} ms after the 250`;
    });
  } finally {
    await thunderbird.stop();
    imap.close();
  }
}

/** The same messages with the same flags on both sides. */
async function agree(thunderbird: Thunderbird, imap: ImapClient, mailbox = 'INBOX', count?: number): Promise<string> {
  const messages = await thunderbird.messages(mailbox);
  const here = hashOfFlagged(messages.map(({ text, letters }) => ({ letters, message: Buffer.from(text, 'latin1') })));
  expectEqual(here, await hashByImap(imap, mailbox), `${mailbox} there and here`);
  if (count !== undefined) expectEqual(messages.length, count, `messages in ${mailbox}`);
  return here;
}

function flagsOf(flags: readonly string[] = []): string {
  return flags
    .filter((flag) => flag !== '\\Recent')
    .sort()
    .join();
}
