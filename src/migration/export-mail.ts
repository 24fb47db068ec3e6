import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { AccountId, MessageId } from '../base/index.ts';
import { type MailboxPath, safeFileName } from '../mailbox-file/index.ts';
import { type Body, Flag, type Mailbox, type MailboxSnapshot, type Store, SYSTEM } from '../store/index.ts';
import { makeExportFolder, syncFolder, syncParent, writeNewFile } from './durable-file.ts';
import { writeMaildir } from './export-maildir.ts';
import { mboxPieces } from './export-mbox.ts';
import { POP3_UIDL } from './import-mail.ts';
import type { Leaving } from './leaving.ts';
import { type Format, MigrationFailure } from './source.ts';
import { orThrow } from './store-failure.ts';

export interface ExportOptions {
  readonly store: Store;
  readonly account: AccountId;
  readonly format: Format;
  /** Names of mailboxes; none: all. */
  readonly mailboxes: readonly string[];
  readonly path: string;
  readonly onProgress: (done: number, total: number) => void;
}

export interface ExportReport {
  readonly exported: number;
  readonly mailboxes: readonly { readonly name: string; readonly exported: number }[];
}

const PIECE_BYTES = 262_144;

/** Writes mail to a place where nothing is yet; all of it is durable when this resolves. */
export async function exportMail(options: ExportOptions): Promise<ExportReport> {
  const { store, account, format, path } = options;
  const chosen = await chooseMailboxes(options);
  const total = chosen.reduce((sum, { counts }) => sum + counts.messages, 0);
  const uidls = orThrow(await store.messageProperties(account, POP3_UIDL));
  const asFile = format === 'mbox' && chosen.length === 1 && options.mailboxes.length === 1;
  if (!asFile) await makeExportFolder(path);
  const reports: { readonly name: string; readonly exported: number }[] = [];
  let done = 0;
  for (const mailbox of chosen) {
    const snapshot = orThrow(await store.openMailbox(account, mailbox.id, SYSTEM));
    const count = { exported: 0 };
    const leaving = leavingOf(options, snapshot, uidls, () => {
      count.exported++;
      options.onProgress(++done, total);
    });
    const parts = mailbox.name.split(store.separator);
    if (format === 'mbox') await writeMbox(asFile ? path : await mboxFile(path, parts), leaving);
    else if (format === 'eml') await writeEml(path, parts, leaving);
    else await writeMaildir(path, parts, snapshot.mailbox, leaving, snapshot.keywordsInUse());
    reports.push({ name: mailbox.name, exported: count.exported });
  }
  await (asFile ? syncParent(path) : syncFolder(path));
  return { exported: reports.reduce((sum, { exported }) => sum + exported, 0), mailboxes: reports };
}

async function chooseMailboxes({ store, account, mailboxes }: ExportOptions): Promise<readonly Mailbox[]> {
  const all = orThrow(await store.mailboxes(account, SYSTEM));
  const missing = mailboxes.find((name) => !all.some((mailbox) => mailbox.name === name));
  if (missing !== undefined) {
    throw new MigrationFailure(`there is no mailbox ${missing}: there are ${all.map(({ name }) => name).join(', ')}`);
  }
  return mailboxes.length === 0 ? all : all.filter(({ name }) => mailboxes.includes(name));
}

async function* leavingOf(
  { store, account }: ExportOptions,
  snapshot: MailboxSnapshot,
  uidls: ReadonlyMap<MessageId, Uint8Array>,
  onEach: () => void,
): AsyncGenerator<Leaving> {
  for (const entry of snapshot.entries()) {
    // Entries of a snapshot name messages of its account.
    const message = entry.messageId as MessageId;
    const body = await store.body(account, message);
    // It was expunged since the snapshot was taken.
    if (!body.ok && body.error.code === 'expunged') continue;
    const octets = orThrow(body);
    const uidl = uidls.get(message);
    const { uidValidity } = snapshot.mailbox;
    yield {
      uid: entry.uid,
      internalDate: entry.internalDate,
      sizeBytes: entry.sizeBytes,
      system: entry.flags & 0xff,
      keywords: snapshot.keywords(entry.flags),
      uidl: uidl === undefined ? `${uidValidity}.${entry.uid}` : Buffer.from(uidl).toString('latin1'),
      pieces: () => piecesOf(octets),
    };
    onEach();
  }
}

async function* piecesOf(body: Body): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < body.sizeBytes; at += PIECE_BYTES) yield await body.read(at, at + PIECE_BYTES);
}

/** `Work/2024` is the file `Work.sbd/2024`, as Thunderbird has it: a mailbox and what is below it lie side by side. */
async function mboxFile(path: string, parts: MailboxPath): Promise<string> {
  const names = parts.map(safeFileName);
  const folder = join(path, ...names.slice(0, -1).map((name) => `${name}.sbd`));
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return join(folder, `${names.at(-1)}.mbox`);
}

async function writeMbox(file: string, leaving: AsyncIterable<Leaving>): Promise<void> {
  await writeNewFile(file, mboxPieces(leaving));
  await syncParent(file);
}

async function writeEml(path: string, parts: MailboxPath, leaving: AsyncIterable<Leaving>): Promise<void> {
  const folder = join(path, ...parts.map(safeFileName));
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for await (const message of leaving) {
    const flags = message.system & Flag.deleted ? '-deleted' : '';
    const file = join(folder, `${String(message.uid).padStart(8, '0')}${flags}.eml`);
    await writeNewFile(file, message.pieces(), message.internalDate);
  }
  await syncFolder(folder);
}
