import { join } from 'node:path';
import { Ledger } from './crash-ledger.ts';
import { Load, prepareMailboxes } from './crash-load.ts';
import type { Random } from './crash-random.ts';
import { makeFolder, rookery, Server } from './crash-server.ts';
import { verify } from './crash-verify.ts';
import { Disk } from './crash-volume.ts';

/**
 * Power cuts: a kill leaves to the kernel what the server has written and not synced, and so cannot tell whether it
 * syncs at all. Here the server is frozen under load and the machine begins again from what had reached the disk. Gives
 * the number of violations.
 */
export async function provePowerCuts(path: string, cuts: number, random: Random): Promise<number> {
  const disk = Disk.make(path, 'power cuts');
  if (disk === undefined) return 0;
  const ledger = new Ledger();
  const dir = join(disk.folder, 'data');
  let server: Server | undefined;
  try {
    const portBase = await makeFolder(dir);
    const ports = { imapPort: portBase + 143, lmtpPort: portBase + 24 };
    for (let cut = 0; cut <= cuts; cut++) {
      ledger.moment = `power cut ${cut}`;
      server = new Server(dir);
      if (!(await server.ready)) {
        ledger.violation(`the server did not start: ${server.output}`);
        break;
      }
      if (cut === 0) await prepareMailboxes(ports.imapPort);
      await verify({ imapPort: ports.imapPort, ledger, allBodies: true });
      if (cut === cuts) break;
      const load = new Load({ ...ports, ledger, random: random.fork() });
      await new Promise((resolve) => setTimeout(resolve, 20 + 800 * random.next() ** 2));
      server.freeze();
      disk.snapshot();
      await server.kill();
      // Answers that were on their way when it froze are heard, and count.
      await load.ended();
      disk.restore();
      const { code, output } = await rookery('check', '--dir', dir, '--json');
      if (code !== 0) ledger.violation(`rookery check gave ${code}: ${output.trim()}`);
    }
    const { acknowledged, inDoubt, observed } = ledger.counts;
    console.log(
      `counts: power cuts ${cuts}: acknowledged ${acknowledged}, in doubt ${inDoubt}, entries compared ${observed}, ` +
        `violations ${ledger.violations.length}`,
    );
    return ledger.violations.length;
  } finally {
    await server?.kill();
    disk.unmount();
  }
}
