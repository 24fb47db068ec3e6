import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { ImapClient } from '../imap-client.ts';
import { plainMail } from '../mail.ts';
import { output } from '../program.ts';
import { expect, expectEqual } from '../report.ts';
import { address, PASSWORD } from '../server.ts';
import { hashByImap, hashOfMaildir, maildirFiles } from './hash.ts';
import { deliverSamples, SAMPLES } from './sample.ts';
import { Scratch } from './scratch.ts';
import { listenerFor, type Security, type World } from './world.ts';

/** A Maildir of OfflineIMAP that mirrors all mailboxes both ways. */
export class OfflineMirror {
  readonly #scratch = new Scratch('offlineimap');
  readonly #config: string;

  constructor(port: number, user: string, security: Security, certificateFile: string) {
    this.#config = this.#scratch.write('offlineimaprc', [
      `[general]\naccounts = it\nmetadata = ${this.#scratch.in('state')}\nsocktimeout = 30`,
      '[Account it]\nlocalrepository = near\nremoterepository = far',
      `[Repository near]\ntype = Maildir\nlocalfolders = ${this.#scratch.in('mail')}\nsep = /`,
      `[Repository far]\ntype = IMAP\nremotehost = localhost\nremoteport = ${port}\nremoteuser = ${user}`,
      `remotepass = ${PASSWORD}\nauth_mechanisms = PLAIN, LOGIN\nexpunge = yes`,
      `ssl = ${security === 'tls' ? 'yes' : 'no'}\nstarttls = ${security === 'starttls' ? 'yes' : 'no'}`,
      `sslcacertfile = ${certificateFile}`,
    ]);
  }

  async sync(): Promise<void> {
    await output('offlineimap', ['-c', this.#config, '-o', '-u', 'basic']);
  }

  folder(mailbox = 'INBOX'): string {
    return this.#scratch.in('mail', mailbox);
  }

  hash(mailbox = 'INBOX'): string {
    return hashOfMaildir(this.folder(mailbox));
  }

  discard(): void {
    this.#scratch.discard();
  }
}

/**
 * Without STARTTLS: the library that it speaks IMAP with reads the socket in a thread of its own, which goes on while TLS
 * begins, so that some tries fail, in several ways: 4 of 15 here, and 3 of 25 with Dovecot. Other programs
 * try STARTTLS.
 */
const WAYS = ['plain', 'tls'] as const;

export async function proveOfflineimap(world: World): Promise<void> {
  const { server, report } = world;
  await deliverSamples(world, 'olga');
  const imap = await world.imap('olga');
  const certificate = await world.certificate();
  for (const security of WAYS) {
    const mirror = new OfflineMirror(
      server.port(listenerFor('imap', security)),
      address('olga'),
      security,
      certificate,
    );
    await report.step(`offlineimap mirrors down (${security})`, () => agree(mirror, imap));
    if (security === 'plain') {
      await report.step('offlineimap carries flags, deletions and new mail both ways', () =>
        changeBothSides(mirror, imap),
      );
      await deliverSamples(world, 'olga');
    }
    mirror.discard();
  }
  imap.close();
}

async function agree(mirror: OfflineMirror, imap: ImapClient): Promise<string> {
  await mirror.sync();
  const here = mirror.hash();
  expectEqual(here, await hashByImap(imap), 'the mirror and the server');
  expect(!here.startsWith('0 '), 'nothing was mirrored');
  return here;
}

async function changeBothSides(mirror: OfflineMirror, imap: ImapClient): Promise<string> {
  await imap.must('SELECT INBOX');
  await imap.must('STORE 1 +FLAGS.SILENT (\\Flagged \\Seen)');
  await imap.must('STORE 2 +FLAGS.SILENT (\\Deleted)');
  await imap.must('EXPUNGE');
  await imap.must('CREATE Errands');
  await imap.must('APPEND Errands (\\Seen) §', plainMail('an errand'));
  // It writes the uid into the name of the file.
  const withUid = (uid: number) => maildirFiles(mirror.folder()).find((file) => file.includes(`,U=${uid},`));
  const [first, second] = [withUid(4), withUid(5)];
  expect(first !== undefined && second !== undefined, 'the files of uids 4 and 5 are there');
  rmSync(first);
  const answered = basename(second).replace(/:2,.*$/, ':2,RS');
  renameSync(second, join(mirror.folder(), 'cur', answered));
  writeFileSync(join(mirror.folder(), 'new', '1767600000.1.proof:2,'), plainMail('from offlineimap'), 'latin1');
  const hash = await agree(mirror, imap);
  expect(hash.startsWith(`${SAMPLES.length - 1} messages`), `${hash}: two gone, one more`);
  const { fetched } = await imap.must('UID FETCH 5 (FLAGS)');
  expectEqual(
    fetched[0]?.flags
      ?.filter((flag) => flag !== '\\Recent')
      .sort()
      .join(),
    '\\Answered,\\Seen',
    'flags on the server',
  );
  expectEqual(mirror.hash('Errands'), await hashByImap(imap, 'Errands'), 'a mailbox that is new on the server');
  return hash;
}
