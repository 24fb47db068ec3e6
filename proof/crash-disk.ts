import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConnectionGone, ImapClient } from './crash-imap.ts';
import { Ledger } from './crash-ledger.ts';
import { LmtpClient } from './crash-lmtp.ts';
import { ACCOUNTS, Load, PASSWORD, prepareMailboxes } from './crash-load.ts';
import { proofMessage } from './crash-message.ts';
import type { Random } from './crash-random.ts';
import { makeFolder, Server } from './crash-server.ts';
import { verify } from './crash-verify.ts';
import { Disk, type DiskKind } from './crash-volume.ts';

const PATIENCE_MS = 15_000;
/** What nobody shall be shown. */
const STACK = /^ {4}at /m;

/** A server on a disk of its own, with some mail in it. */
class Trial {
  readonly disk: Disk;
  readonly dir: string;
  readonly ledger = new Ledger();
  readonly #random: Random;
  #portBase = 0;
  server!: Server;

  constructor(disk: Disk, random: Random) {
    this.disk = disk;
    this.dir = join(disk.folder, 'data');
    this.#random = random;
  }

  async begin(): Promise<void> {
    this.#portBase = await makeFolder(this.dir);
    if (!(await this.start())) throw new Error(`the server did not start: ${this.server.output}`);
    await prepareMailboxes(this.#portBase + 143);
    await this.look('the beginning');
    await this.load(800);
    await this.look('before');
  }

  /** Starts the server; false if it would not. */
  async start(): Promise<boolean> {
    this.server = new Server(this.dir);
    return this.server.ready;
  }

  async look(moment: string, readOnly = false): Promise<void> {
    this.ledger.moment = moment;
    await verify({ imapPort: this.#portBase + 143, ledger: this.ledger, allBodies: true, readOnly });
  }

  async load(ms: number): Promise<void> {
    const load = new Load({
      imapPort: this.#portBase + 143,
      lmtpPort: this.#portBase + 24,
      ledger: this.ledger,
      random: this.#random.fork(),
    });
    await new Promise((resolve) => setTimeout(resolve, ms));
    await load.stop();
  }

  /** Tries each kind of write once. True for those that were taken, and the ledger knows of them. */
  async tryWrites(): Promise<{ readonly append: boolean; readonly deliver: boolean }> {
    const account = ACCOUNTS[0]!;
    const imap = await ImapClient.open(this.#portBase + 143);
    await imap.command(`LOGIN ${account} "${PASSWORD}"`);
    const appendId = this.ledger.newId();
    const appended = this.ledger.expect({ account, mailbox: 'Archive', id: appendId, via: 'append' }, '');
    const append = (await imap.command('APPEND Archive', proofMessage(appendId))).status === 'OK';
    if (append) this.ledger.acknowledge(appended);
    else this.ledger.refuse(appended);
    imap.close();

    const lmtp = await LmtpClient.open(this.#portBase + 24);
    const deliverId = this.ledger.newId();
    const delivered = this.ledger.expect({ account, mailbox: 'INBOX', id: deliverId, via: 'lmtp' }, '');
    let code = 0;
    await lmtp.deliver([account], proofMessage(deliverId), (_, reply) => {
      code = reply;
    });
    if (code === 250) this.ledger.acknowledge(delivered);
    else this.ledger.refuse(delivered);
    if (code >= 500) this.ledger.violation(`LMTP answered ${code}, which makes the sender give up`);
    lmtp.close();
    return { append, deliver: code === 250 };
  }

  /** A start on a disk that takes no writes: it serves what there is, or says in words why not. True if it serves. */
  async startUnderDuress(what: string): Promise<boolean> {
    if (await this.start()) {
      await this.look(`${what}, after a start`, true);
      console.log(`crash: ${what}: a start serves what there is`);
      return true;
    }
    const { running, exitCode, output } = this.server;
    const clear = /read-only|space|full/i.test(output) && !STACK.test(output);
    if (running || exitCode !== 1) this.ledger.violation(`${what}: a start neither serves nor fails`);
    else if (!clear) this.ledger.violation(`${what}: an unclear refusal:\n${output.trim()}`);
    else console.log(`crash: ${what}: a start refuses: ${output.trim()}`);
    return false;
  }

  /** SIGTERM on a disk that takes no writes: the server ends in order all the same. */
  async stopUnderDuress(what: string): Promise<void> {
    const stopped = await this.server.stop();
    const { exitCode, output } = this.server;
    if (!stopped) this.ledger.violation(`${what}: SIGTERM did not end the server`);
    else if (exitCode !== 0 || STACK.test(output)) {
      this.ledger.violation(`${what}: SIGTERM ended the server with ${exitCode}:\n${output.slice(-2_000).trim()}`);
    }
  }

  /** Carries a trial out and counts its faults. A server that goes away in the midst of it is one, and says its last words. */
  async judge(what: string, course: () => Promise<void>): Promise<number> {
    try {
      await course();
    } catch (error) {
      if (!(error instanceof ConnectionGone)) throw error;
      const { exitCode, signal, output } = this.server;
      const state = this.server.running ? 'and still runs' : `with exit code ${exitCode}, signal ${signal}`;
      this.ledger.violation(
        `${what}, ${this.ledger.moment}: the server ended a connection, ${state}:\n${output.trim()}`,
      );
    } finally {
      await this.server?.kill();
      this.disk.unmount();
    }
    return this.#report(what);
  }

  #report(what: string): number {
    const { acknowledged, refused, observed } = this.ledger.counts;
    const faults = this.ledger.violations.length;
    console.log(
      `counts: ${what}: acknowledged ${acknowledged}, refused ${refused}, entries compared ${observed}, violations ${faults}`,
    );
    return faults;
  }
}

/** A full disk: senders are told to try again, nothing acknowledged is lost, reading goes on; with space it works again. */
export async function proveFullDisk(path: string, random: Random, kind: DiskKind): Promise<number> {
  const what = `full disk (${kind})`;
  const disk = Disk.make(path, what, kind);
  if (disk === undefined) return 0;
  const trial = new Trial(disk, random);
  return trial.judge(what, async () => {
    await trial.begin();
    const filler = join(disk.folder, 'filler');
    fill(filler, disk.freeBytes - 600_000);
    const until = performance.now() + PATIENCE_MS;
    while (trial.ledger.counts.refused < 20 && performance.now() < until) await trial.load(500);
    if (trial.ledger.counts.refused === 0) trial.ledger.violation('the disk is full and nothing is refused');
    await trial.look('the disk is full', true);
    await trial.server.kill();
    if (await trial.startUnderDuress(`${what}, after a kill`)) await trial.stopUnderDuress(what);
    await trial.startUnderDuress(`${what}, once more`);
    rmSync(filler);
    if (!trial.server.running) await trial.start();
    await works(trial, 'space is free again');
    await trial.load(500);
    await trial.look('space is free again');
    await trial.server.kill();
    await trial.start();
    await trial.look('after all of it');
    await trial.server.stop();
  });
}

/** A disk that turns read-only under the running server, as disks do that fail. */
export async function proveReadOnlyDisk(path: string, random: Random): Promise<number> {
  const disk = Disk.make(path, 'read-only disk');
  if (disk === undefined) return 0;
  const trial = new Trial(disk, random);
  return trial.judge('read-only disk', async () => {
    await trial.begin();
    const fault = disk.fail();
    if (fault !== undefined) {
      console.log(`skipped: read-only disk: ${fault}`);
      return;
    }
    trial.ledger.moment = 'the disk is read-only';
    const taken = await trial.tryWrites();
    if (taken.append || taken.deliver) trial.ledger.violation('a write was acknowledged');
    await trial.load(500);
    await trial.look('the disk is read-only', true);
    await trial.stopUnderDuress('read-only disk');
    if (await trial.startUnderDuress('read-only disk')) trial.ledger.violation('it serves from a read-only disk');
    await trial.server.kill();
    disk.repair();
    await trial.start();
    await works(trial, 'the disk is mended');
    await trial.look('the disk is mended');
    await trial.server.stop();
  });
}

/** Both kinds of write are taken again, before long. */
async function works(trial: Trial, moment: string): Promise<void> {
  trial.ledger.moment = moment;
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    const taken = await trial.tryWrites();
    if (taken.append && taken.deliver) return;
    if (performance.now() > until) {
      trial.ledger.violation(`after ${PATIENCE_MS} ms: append ${taken.append}, delivery ${taken.deliver}`);
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function fill(path: string, sizeBytes: number): void {
  const chunk = Buffer.alloc(1024 * 1024, 0x66);
  for (let left = sizeBytes; left > 0; left -= chunk.length) {
    writeFileSync(path, chunk.subarray(0, Math.min(left, chunk.length)), { flag: 'a' });
  }
}
