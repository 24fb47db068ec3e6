import { plainMail } from '../mail.ts';
import { expect, expectEqual } from '../report.ts';
import { address } from '../server.ts';
import { hashByImap } from './hash.ts';
import { Mirror } from './mirror.ts';
import { listenerFor, type World } from './world.ts';

export async function proveIsync(world: World): Promise<void> {
  const { server, report } = world;
  for (const subject of ['first', 'second', 'third', 'fourth']) await world.deliver('ben', plainMail(subject));
  const imap = await world.imap('ben');
  const mirror = new Mirror(server.port('imap'), address('ben'));
  const agree = async (messages: number, mailbox = 'INBOX') => {
    await mirror.sync();
    const here = mirror.hash(mailbox);
    expectEqual(here, await hashByImap(imap, mailbox), 'the mirror and the server');
    expect(here.startsWith(`${messages} messages`), `${here}, not ${messages}`);
    return here;
  };
  await report.step('mbsync mirrors down', () => agree(4));
  await report.step('mbsync brings a new local message up', () => {
    mirror.put(plainMail('from the mirror'));
    return agree(5);
  });
  await report.step('mbsync brings flags both ways', async () => {
    await imap.must('SELECT INBOX');
    await imap.must('STORE 1 +FLAGS.SILENT (\\Flagged \\Seen)');
    mirror.setFlags('second', 'RS');
    const hash = await agree(5);
    expect(/:2,.*F.*S/.test(mirror.fileOf('first')), `flags of "first" in the mirror: ${mirror.fileOf('first')}`);
    const { fetched } = await imap.must('FETCH 2 (FLAGS)');
    expectEqual([...(fetched[0]?.flags ?? [])].sort().join(), '\\Answered,\\Seen', 'flags of "second" on the server');
    return hash;
  });
  await report.step('mbsync brings deletions both ways', async () => {
    await imap.must('SELECT INBOX');
    await imap.must('STORE 3 +FLAGS.SILENT (\\Deleted)');
    await imap.must('EXPUNGE');
    mirror.remove('fourth');
    return agree(3);
  });
  await report.step('mbsync carries a mailbox that is new on either side', async () => {
    mirror.put(plainMail('in a new mailbox'), 'Projects');
    await imap.must('CREATE Errands');
    await imap.must('APPEND Errands (\\Seen) §', plainMail('an errand'));
    await mirror.sync();
    expectEqual(mirror.hash('Errands'), await hashByImap(imap, 'Errands'), 'Errands');
    return agree(1, 'Projects');
  });
  for (const security of ['starttls', 'tls'] as const) {
    await report.step(`mbsync over ${security}, with nothing left to do`, async () => {
      const port = server.port(listenerFor('imap', security));
      const again = new Mirror(port, address('ben'), security, await world.certificate());
      await again.sync();
      expectEqual(again.hash(), await hashByImap(imap), 'a second mirror and the server');
      again.discard();
      return agree(3);
    });
  }
  mirror.discard();
  imap.close();
}
