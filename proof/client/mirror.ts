import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { output } from '../program.ts';
import { PASSWORD } from '../server.ts';
import { hashOfMaildir, maildirFiles } from './hash.ts';
import type { Security } from './world.ts';

/** A Maildir of mbsync that mirrors INBOX and all else both ways. */
export class Mirror {
  readonly #home = mkdtempSync(join(tmpdir(), 'rookery-mbsync-'));
  readonly #config = join(this.#home, 'mbsyncrc');
  #names = 0;

  /** With TLS, the certificate must be the server's own. */
  constructor(port: number, user: string, security: Security = 'plain', certificateFile = '') {
    mkdirSync(join(this.#home, 'state'));
    mkdirSync(join(this.#home, 'mail'));
    this.pointTo(port, user, security, certificateFile);
  }

  /** From now on another server is mirrored; what is known of the first is kept. */
  pointTo(port: number, user: string, security: Security = 'plain', certificateFile = ''): void {
    const types = { plain: 'None', starttls: 'STARTTLS', tls: 'IMAPS' };
    const trusted = security === 'plain' ? '' : `\nCertificateFile ${certificateFile}`;
    const lines = [
      'IMAPAccount rookery\nHost 127.0.0.1',
      `Port ${port}\nUser ${user}\nPass "${PASSWORD}"\nSSLType ${types[security]}${trusted}\n`,
      'IMAPStore far\nAccount rookery\n',
      `MaildirStore near\nPath ${this.#home}/mail/\nInbox ${this.#home}/mail/INBOX\nSubFolders Verbatim\n`,
      'Channel all\nFar :far:\nNear :near:\nPatterns *\nCreate Both\nRemove Both\nExpunge Both\nSync All\n' +
        `SyncState ${this.#home}/state/\n`,
    ];
    writeFileSync(this.#config, lines.join('\n'), { mode: 0o600 });
  }

  async sync(): Promise<void> {
    await output('mbsync', ['-c', this.#config, '-a']);
  }

  folder(mailbox = 'INBOX'): string {
    return join(this.#home, 'mail', mailbox);
  }

  fileOf(subject: string, mailbox = 'INBOX'): string {
    const found = maildirFiles(this.folder(mailbox)).find((file) =>
      readFileSync(file, 'latin1').includes(`Subject: ${subject}\n`),
    );
    if (found === undefined) throw new Error(`the mirror has no message "${subject}"`);
    return found;
  }

  put(message: Buffer, mailbox = 'INBOX'): void {
    const folder = this.folder(mailbox);
    for (const part of ['tmp', 'new', 'cur']) mkdirSync(join(folder, part), { recursive: true });
    const text = message.toString('latin1').replace(/\r\n/g, '\n');
    writeFileSync(join(folder, 'new', `1767600000.${++this.#names}.proof`), text, 'latin1');
  }

  /** Flags by the letters of Maildir. */
  setFlags(subject: string, letters: string): void {
    const file = this.fileOf(subject);
    const name = file
      .split('/')
      .at(-1)!
      .replace(/:2,.*$/, '');
    renameSync(file, join(this.folder(), 'cur', `${name}:2,${letters}`));
  }

  remove(subject: string): void {
    rmSync(this.fileOf(subject));
  }

  hash(mailbox = 'INBOX'): string {
    return hashOfMaildir(this.folder(mailbox));
  }

  discard(): void {
    rmSync(this.#home, { recursive: true, force: true });
  }
}
