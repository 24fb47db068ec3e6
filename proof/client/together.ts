import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ImapClient } from '../imap-client.ts';
import { plainMail } from '../mail.ts';
import { expect, expectEqual } from '../report.ts';
import { address } from '../server.ts';
import { Fetchmail } from './fetchmail.ts';
import { hashByImap, hashOfMessages, maildirFiles } from './hash.ts';
import { Mirror } from './mirror.ts';
import { Mpop } from './mpop.ts';
import { OfflineMirror } from './offlineimap.ts';
import { deliverSamples, SAMPLES } from './sample.ts';
import { listenerFor, type Security, type World } from './world.ts';

const ROUNDS = 4;
/** Changes of the last round have been seen by all after each program has come twice more. */
const SETTLING_ROUNDS = 3;

/** Two programs at work on one account at the same time. */
export async function proveTogether(world: World): Promise<void> {
  for (const security of ['plain', 'tls'] as const) {
    await twoMirrors(world, security);
    await twoFetchers(world, security);
  }
}

/** mbsync and offlineimap, both two ways, each with changes of its own, while mail arrives and a third session expunges. */
async function twoMirrors(world: World, security: Security): Promise<void> {
  const person = `tom-${security}`;
  await deliverSamples(world, person);
  const imap = await world.imap(person);
  const port = world.server.port(listenerFor('imap', security));
  const certificate = await world.certificate();
  const first = new Mirror(port, address(person), security, certificate);
  const second = new OfflineMirror(port, address(person), security, certificate);
  await world.report.step(`mbsync and offlineimap together keep one mailbox (${security})`, async () => {
    await Promise.all([first.sync(), second.sync()]);
    for (let round = 0; round < ROUNDS; round++) {
      first.put(plainMail(`from mbsync ${round}`));
      first.setFlags(round % 2 === 0 ? 'plain' : 'many lines', 'FS');
      writeFileSync(join(second.folder(), 'new', `17676${round}.1.proof:2,`), plainMail(`from offlineimap ${round}`));
      if (round === 1) rmSync(fileWith(second, 'dots'));
      await Promise.all([
        first.sync(),
        second.sync(),
        world.deliver(person, plainMail(`arrives ${round}`)),
        round === 2 ? expunge(imap, 'nothing') : undefined,
      ]);
    }
    for (let round = 0; round < SETTLING_ROUNDS; round++) {
      await first.sync();
      await second.sync();
    }
    const here = await hashByImap(imap);
    expectEqual(here.split(' ')[0], String(SAMPLES.length - 2 + 3 * ROUNDS), 'messages');
    expectEqual(first.hash(), here, 'mbsync and the server');
    expectEqual(second.hash(), here, 'offlineimap and the server');
    return here;
  });
  first.discard();
  second.discard();
  imap.close();
}

function fileWith(mirror: OfflineMirror, name: string): string {
  // Uids go by the order of arrival, and offlineimap writes them into its file names.
  const uid = SAMPLES.findIndex((sample) => sample.includes(`Subject: ${name}\r\n`)) + 1;
  const found = maildirFiles(mirror.folder()).find((file) => file.includes(`,U=${uid},`));
  expect(found !== undefined, `no file for uid ${uid}`);
  return found;
}

async function expunge(imap: ImapClient, subject: string): Promise<void> {
  await imap.must('SELECT INBOX');
  const { untagged } = await imap.must(`SEARCH SUBJECT ${subject}`);
  const number = untagged.find((line) => line.startsWith('SEARCH '))?.split(' ')[1];
  expect(number !== undefined, `no message "${subject}"`);
  await imap.must(`STORE ${number} +FLAGS.SILENT (\\Deleted)`);
  await imap.must('EXPUNGE');
}

/** fetchmail by POP3 and by IMAP, and mpop, at once: each has all of it, whoever comes first. */
async function twoFetchers(world: World, security: Security): Promise<void> {
  const person = `tim-${security}`;
  await deliverSamples(world, person);
  const imap = await world.imap(person);
  const { server, report } = world;
  const certificateFile = await world.certificate();
  const options = { security, certificateFile, keep: true };
  const pop3Port = server.port(listenerFor('pop3', security));
  const imapPort = server.port(listenerFor('imap', security));
  await report.step(`fetchmail twice and mpop together fetch one maildrop (${security})`, async () => {
    const byPop3 = new Fetchmail(pop3Port, address(person), { protocol: 'pop3', ...options });
    const byImap = new Fetchmail(imapPort, address(person), { protocol: 'imap', ...options });
    const mpop = new Mpop(pop3Port, address(person), security, certificateFile);
    const [, , third] = await Promise.all([byPop3.fetch(), byImap.fetch(), mpop.fetch()]);
    const here = await hashByImap(imap, 'INBOX', { withFlags: false });
    expectEqual(hashOfMessages(byPop3.messages()), here, 'fetchmail by POP3');
    expectEqual(hashOfMessages(byImap.messages()), here, 'fetchmail by IMAP');
    expectEqual(third, here, 'mpop');
    for (const program of [byPop3, byImap, mpop]) program.discard();
    return here;
  });
  imap.close();
}
