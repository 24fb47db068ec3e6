import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ImapClient } from '../imap-client.ts';
import { comparable } from '../mail.ts';

export interface HashOptions {
  /** POP3 knows no flags. */
  readonly withFlags?: boolean;
}

const LETTERS: Readonly<Record<string, string>> = {
  '\\Seen': 'S',
  '\\Answered': 'R',
  '\\Flagged': 'F',
  '\\Draft': 'D',
  '\\Deleted': 'T',
};

/** One hash over all messages of a mailbox and their flags, of what the server has. */
export async function hashByImap(
  imap: ImapClient,
  mailbox = 'INBOX',
  { withFlags = true }: HashOptions = {},
): Promise<string> {
  const { untagged } = await imap.must(`EXAMINE "${mailbox}"`);
  if (untagged.includes('0 EXISTS')) return hashOf([]);
  const { fetched } = await imap.must('FETCH 1:* (FLAGS BODY.PEEK[])');
  return hashOf(
    fetched.map(({ flags, sections }) => {
      const letters = (flags ?? []).map((flag) => LETTERS[flag] ?? '').join('');
      return one(withFlags ? letters : '', sections.get('') ?? Buffer.alloc(0));
    }),
  );
}

/** The same hash of what a Maildir has. */
export function hashOfMaildir(folder: string, { withFlags = true }: HashOptions = {}): string {
  return hashOf(
    maildirFiles(folder).map((file) => {
      const letters = /:2,(.*)$/.exec(file)?.[1] ?? '';
      return one(withFlags ? letters : '', readFileSync(file));
    }),
  );
}

/** The same hash, without flags, of messages at hand. */
export function hashOfMessages(messages: readonly Buffer[]): string {
  return hashOf(messages.map((message) => one('', message)));
}

/** The same hash of messages at hand, with their flags as letters of Maildir. */
export function hashOfFlagged(messages: readonly { readonly letters: string; readonly message: Buffer }[]): string {
  return hashOf(messages.map(({ letters, message }) => one(letters, message)));
}

export function maildirFiles(folder: string): readonly string[] {
  return ['new', 'cur']
    .filter((part) => existsSync(join(folder, part)))
    .flatMap((part) => readdirSync(join(folder, part)).map((name) => join(folder, part, name)));
}

/** Letters of Maildir, those alone that both sides know, in order. */
function one(letters: string, message: Buffer): string {
  const known = [...letters].filter((letter) => 'SRFDT'.includes(letter)).sort();
  return `${known.join('')}\n${comparable(message)}`;
}

function hashOf(messages: readonly string[]): string {
  const hash = createHash('sha256');
  for (const message of [...messages].sort()) hash.update(`${message.length}\n${message}`);
  return `${messages.length} messages, ${hash.digest('hex').slice(0, 16)}`;
}
