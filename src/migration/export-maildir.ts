import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import {
  formatDovecotKeywords,
  formatMaildirFlags,
  formatMaildirFolder,
  formatUidList,
  LineEndCheck,
  type MailboxPath,
  withoutCr,
} from '../mailbox-file/index.ts';
import type { Mailbox } from '../store/index.ts';
import { syncFolder, writeNewFile } from './durable-file.ts';
import type { Leaving } from './leaving.ts';

/**
 * A mailbox as a folder of Maildir++, INBOX as the Maildir itself; with lists from which Dovecot takes uidvalidity, uids,
 * unique ids of POP3, and the first 26 keywords.
 */
export async function writeMaildir(
  root: string,
  parts: MailboxPath,
  mailbox: Mailbox,
  messages: AsyncIterable<Leaving>,
  keywordsInUse: readonly string[],
): Promise<void> {
  const isInbox = parts.length === 1 && parts[0] === 'INBOX';
  const folder = isInbox ? root : join(root, formatMaildirFolder(parts));
  for (const part of ['cur', 'new', 'tmp']) await mkdir(join(folder, part), { recursive: true, mode: 0o700 });
  const keywords = keywordsInUse.filter((name) => name.toLowerCase() !== '$forwarded');
  const listed: { readonly uid: number; readonly uidl?: string; readonly base: string }[] = [];
  for await (const message of messages) {
    const base = await writeMessage(folder, mailbox.uidValidity, message, keywords);
    listed.push({ uid: message.uid, base, ...(isInbox && message.uidl !== undefined ? { uidl: message.uidl } : {}) });
  }
  if (keywords.length > 0) await writeText(join(folder, 'dovecot-keywords'), formatDovecotKeywords(keywords));
  await writeText(join(folder, 'dovecot-uidlist'), formatUidList(mailbox, listed));
  if (!isInbox) await writeText(join(folder, 'maildirfolder'), '');
  for (const part of ['cur', 'new', 'tmp', '']) await syncFolder(join(folder, part));
}

/** By way of `tmp`, so that whoever looks into `cur` sees whole messages only. Gives the name without flags. */
async function writeMessage(
  folder: string,
  uidValidity: number,
  message: Leaving,
  keywords: readonly string[],
): Promise<string> {
  const { internalDate, uid } = message;
  const check = new LineEndCheck();
  for await (const piece of message.pieces()) check.push(piece);
  const second = Math.max(0, Math.floor(internalDate / 1000));
  const unique = `${second}.V${uidValidity}U${uid}.rookery`;
  const draft = join(folder, 'tmp', unique);
  const sizeBytes = await writeNewFile(draft, check.onlyCrlf ? asUnix(message) : message.pieces(), internalDate);
  const base = `${unique},S=${sizeBytes},W=${message.sizeBytes}`;
  await rename(draft, join(folder, 'cur', `${base}:2,${formatMaildirFlags(message, keywords)}`));
  return base;
}

async function* asUnix(message: Leaving): AsyncGenerator<Uint8Array> {
  for await (const piece of message.pieces()) yield withoutCr(piece);
}

async function writeText(file: string, text: string): Promise<void> {
  await writeNewFile(file, [Buffer.from(text)]);
}
