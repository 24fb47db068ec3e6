import { plainMail } from '../mail.ts';
import { expect, expectEqual } from '../report.ts';
import type { World } from './world.ts';

const NOTICE_MAX_MS = 500;

export async function proveIdle(world: World): Promise<void> {
  const { report } = world;
  const imap = await world.imap('anna');
  const { untagged } = await imap.must('SELECT INBOX');
  let count = Number(untagged.find((line) => line.endsWith(' EXISTS'))?.split(' ')[0]);
  await report.step('IDLE tells of new mail at once', async () => {
    const tag = imap.send('IDLE');
    expect((await imap.peer.line()).startsWith('+'), 'no continuation');
    const delays: number[] = [];
    for (let i = 0; i < 20; i++) {
      await world.deliver('anna', plainMail(`idle ${i}`));
      const acknowledged = performance.now();
      count++;
      while ((await imap.peer.line()) !== `* ${count} EXISTS`);
      delays.push(performance.now() - acknowledged);
    }
    imap.peer.send('DONE\r\n');
    const answer = await imap.answer(tag);
    expectEqual(answer.status, 'OK', 'the end of IDLE');
    delays.sort((a, b) => a - b);
    expect(delays.at(-1)! < NOTICE_MAX_MS, `${delays.at(-1)!.toFixed(1)} ms`);
    return `${delays[10]!.toFixed(1)} ms at the median, ${delays.at(-1)!.toFixed(1)} ms at most, after the 250`;
  });
  imap.close();
}
