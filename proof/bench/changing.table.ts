import { address } from '../server.ts';
import { ImapWire } from './imap-wire.ts';
import { inMailbox, type Stage, type Workload } from './workload.ts';

const PIPELINED = 50;

export const CHANGING: readonly Workload[] = [
  { name: 'store-all', about: 'STORE of a flag on many in one command', needs: ['list'], run: storeAll },
  {
    name: 'store-single',
    about: 'single STOREs, one after the other and pipelined',
    needs: ['list'],
    run: storeSingle,
  },
  { name: 'copy-move-expunge', about: 'COPY, MOVE and EXPUNGE of many', needs: ['moved'], run: copyMoveExpunge },
];

function storeAll(stage: Stage): Promise<void> {
  const { list } = stage.sizes;
  return inMailbox(stage, 'list', list, (imap) =>
    stage.meter.measure(`STORE on ${list} at once`, 'message', list * 2, async () => {
      await imap.mustCount('STORE 1:* +FLAGS (\\Flagged)', ' FETCH (', list);
      await imap.mustCount('STORE 1:* -FLAGS (\\Flagged)', ' FETCH (', list);
    }),
  );
}

function storeSingle(stage: Stage): Promise<void> {
  const { list, singles } = stage.sizes;
  return inMailbox(stage, 'list', list, async (imap) => {
    const numbers = Array.from({ length: singles }, (_, i) => ((i * 7) % list) + 1);
    await stage.meter.measure('single STOREs, serial', 'STORE', singles, async (lap) => {
      for (const n of numbers) await lap(() => imap.mustCount(`STORE ${n} +FLAGS (\\Seen)`, '\\Seen', 1));
    });
    await stage.meter.measure('single STOREs, pipelined', 'STORE', singles, async () => {
      const tags: string[] = [];
      for (const n of numbers) {
        tags.push(imap.send(`STORE ${n} -FLAGS (\\Seen)`));
        if (tags.length >= PIPELINED) await imap.answer(tags.shift()!);
      }
      for (const tag of tags) await imap.answer(tag);
    });
    await imap.mustCount('SEARCH UNSEEN', ' ', list + 1);
  });
}

async function copyMoveExpunge({ server, meter, sizes: { moved } }: Stage): Promise<void> {
  const imap = await ImapWire.logIn(server.ports.imap, address('moved'));
  try {
    await imap.must('CREATE Copies');
    await imap.must('CREATE Kept');
    await imap.select('INBOX', moved);
    await meter.measure(`COPY of ${moved}`, 'message', moved, async () => {
      await imap.must('COPY 1:* Copies');
    });
    await imap.select('Copies', moved);
    await meter.measure(`MOVE of ${moved}`, 'message', moved, async () => {
      await imap.mustCount('MOVE 1:* Kept', ' EXPUNGE\r\n', moved);
    });
    await imap.select('Copies', 0);
    await imap.select('Kept', moved);
    await imap.must('STORE 1:* +FLAGS.SILENT (\\Deleted)');
    await meter.measure(`EXPUNGE of ${moved}`, 'message', moved, async () => {
      await imap.mustCount('EXPUNGE', ' EXPUNGE\r\n', moved);
    });
    await imap.select('Kept', 0);
    await imap.must('UNSELECT');
    for (const mailbox of ['Copies', 'Kept']) await imap.must(`DELETE ${mailbox}`);
  } finally {
    imap.close();
  }
}
