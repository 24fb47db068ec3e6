import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ImapClient } from './imap-client.ts';
import { comparable } from './mail.ts';
import { output } from './program.ts';
import { PASSWORD } from './server.ts';

/** A Maildir of mbsync that mirrors INBOX and all else both ways. */
export class Mirror {
  readonly #home = mkdtempSync(join(tmpdir(), 'rookery-mbsync-'));
  readonly #config = join(this.#home, 'mbsyncrc');
  #names = 0;

  /** With a certificate, over STARTTLS; it must be the server's own. */
  constructor(port: number, user: string, certificateFile?: string) {
    mkdirSync(join(this.#home, 'state'));
    mkdirSync(join(this.#home, 'mail'));
    this.pointTo(port, user, certificateFile);
  }

  /** From now on another server is mirrored; what is known of the first is kept. */
  pointTo(port: number, user: string, certificateFile?: string): void {
    const security =
      certificateFile === undefined ? 'SSLType None' : `SSLType STARTTLS\nCertificateFile ${certificateFile}`;
    const lines = [
      'IMAPAccount rookery\nHost 127.0.0.1',
      `Port ${port}\nUser ${user}\nPass "${PASSWORD}"\n${security}\n`,
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

  /** File names of a mailbox. */
  files(mailbox = 'INBOX'): readonly string[] {
    const folder = join(this.#home, 'mail', mailbox);
    return ['new', 'cur'].flatMap((part) => readdirSync(join(folder, part)).map((name) => join(folder, part, name)));
  }

  fileOf(subject: string, mailbox = 'INBOX'): string {
    const found = this.files(mailbox).find((file) => readFileSync(file, 'latin1').includes(`Subject: ${subject}\n`));
    if (found === undefined) throw new Error(`the mirror has no message "${subject}"`);
    return found;
  }

  put(message: Buffer, mailbox = 'INBOX'): void {
    const folder = join(this.#home, 'mail', mailbox);
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
    renameSync(file, join(this.#home, 'mail/INBOX/cur', `${name}:2,${letters}`));
  }

  remove(subject: string): void {
    rmSync(this.fileOf(subject));
  }

  /** One hash over all messages of a mailbox and their flags. */
  hash(mailbox = 'INBOX'): string {
    return hashOf(
      this.files(mailbox).map((file) => {
        const letters = /:2,(.*)$/.exec(file)?.[1] ?? '';
        return `${flagLetters(letters)}\n${comparable(readFileSync(file))}`;
      }),
    );
  }

  discard(): void {
    rmSync(this.#home, { recursive: true, force: true });
  }
}

/** The same hash, of what the server has. */
export async function hashByImap(imap: ImapClient, mailbox = 'INBOX'): Promise<string> {
  const { untagged } = await imap.must(`EXAMINE "${mailbox}"`);
  if (untagged.includes('0 EXISTS')) return hashOf([]);
  const { fetched } = await imap.must('FETCH 1:* (FLAGS BODY.PEEK[])');
  const letter: Readonly<Record<string, string>> = {
    '\\Seen': 'S',
    '\\Answered': 'R',
    '\\Flagged': 'F',
    '\\Draft': 'D',
    '\\Deleted': 'T',
  };
  return hashOf(
    fetched.map(({ flags, sections }) => {
      const letters = (flags ?? []).map((flag) => letter[flag] ?? '').join('');
      return `${flagLetters(letters)}\n${comparable(sections.get('') ?? Buffer.alloc(0))}`;
    }),
  );
}

function flagLetters(letters: string): string {
  return [...letters]
    .filter((letter) => 'SRFDT'.includes(letter))
    .sort()
    .join('');
}

function hashOf(messages: readonly string[]): string {
  const hash = createHash('sha256');
  for (const message of [...messages].sort()) hash.update(`${message.length}\n${message}`);
  return `${messages.length} messages, ${hash.digest('hex').slice(0, 16)}`;
}
