import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { decodeLatin1 } from '../base/index.ts';
import { DEFAULT_UIDL_FORMAT, type MailboxPath, type MboxReaderOptions, uidlFormat } from '../mailbox-file/index.ts';
import { fileBeginning } from './file-pieces.ts';
import { isMaildir, maildirMailboxes, maildirSubscriptions, mailPieces } from './maildir-source.ts';
import { mboxMailbox } from './mbox-source.ts';
import { type Format, MigrationFailure, type Source, type SourceMailbox } from './source.ts';
import { systemCode } from './system-code.ts';

export interface SourceOptions {
  readonly format: Format | 'auto';
  readonly quoting: MboxReaderOptions['quoting'];
  /** As `pop3_uidl_format` of Dovecot. */
  readonly uidlFormat?: string;
}

/** Looks through what is to be imported. Throws a MigrationFailure where nothing of the kind is there. */
export async function openSource(paths: readonly string[], options: SourceOptions): Promise<Source> {
  const format = uidlFormat(options.uidlFormat ?? DEFAULT_UIDL_FORMAT);
  if (format === undefined)
    throw new MigrationFailure(`"${options.uidlFormat}" is no format of unique ids: %08Xu%08Xv is`);
  const mailboxes: SourceMailbox[] = [];
  const subscriptions: MailboxPath[] = [];
  for (const path of paths) {
    const stat = statOf(path);
    const kind = options.format === 'auto' ? await detect(path, stat.isDirectory()) : options.format;
    if (kind === 'maildir') {
      const found = stat.isDirectory() ? maildirMailboxes(path, format) : [];
      if (found.length === 0)
        throw new MigrationFailure(`there is no Maildir in ${path}: it would have folders cur and new`);
      mailboxes.push(...found);
      subscriptions.push(...maildirSubscriptions(path));
    } else {
      const found = await fromFiles(path, stat.isDirectory(), kind, options);
      if (found.length === 0) throw new MigrationFailure(`there is no mail as ${kind} in ${path}`);
      mailboxes.push(...found);
    }
  }
  return { mailboxes, subscriptions };
}

/** What a file or a folder holds. Throws a MigrationFailure where a folder holds several forms: part of it would be left out. */
async function detect(path: string, isFolder: boolean): Promise<Format> {
  if (!isFolder) return (await isMbox(path)) ? 'mbox' : 'eml';
  const forms = new Set<Format>();
  for (const { folder, files } of walk(path)) {
    if (isMaildir(folder)) forms.add('maildir');
    if (isMaildir(folder) || isMaildir(dirname(folder))) continue;
    for (const file of files) {
      if (/\.eml$/i.test(file)) forms.add('eml');
      else if (await isMbox(join(folder, file))) forms.add('mbox');
    }
  }
  const found = [...forms];
  if (found.length > 1) {
    throw new MigrationFailure(
      `${path} holds mail as ${found.join(' and ')}: choose one with --format, then the other`,
    );
  }
  return found[0] ?? 'eml';
}

async function isMbox(file: string): Promise<boolean> {
  return decodeLatin1(await fileBeginning(file, 5)) === 'From ';
}

async function fromFiles(
  path: string,
  isFolder: boolean,
  kind: 'mbox' | 'eml',
  options: SourceOptions,
): Promise<SourceMailbox[]> {
  if (!isFolder) {
    if (kind === 'eml') return [emlMailbox([path], [])];
    return (await isMbox(path)) || statOf(path).size === 0
      ? [mboxMailbox(path, mboxPath([basename(path)]), options.quoting)]
      : [];
  }
  const found: SourceMailbox[] = [];
  for (const { folder, path: below, files } of walk(path)) {
    if (kind === 'eml') {
      const mails = files.filter((file) => /\.eml$/i.test(file)).map((file) => join(folder, file));
      if (mails.length > 0) found.push(emlMailbox(mails, below));
      continue;
    }
    for (const file of files) {
      const whole = join(folder, file);
      if (await isMbox(whole)) found.push(mboxMailbox(whole, mboxPath([...below, file]), options.quoting));
    }
  }
  return found;
}

/** Thunderbird keeps what is below `Work` in `Work.sbd`; Apple Mail a mailbox in `Work.mbox/mbox`. */
function mboxPath(names: readonly string[]): MailboxPath {
  const isApple = names.length > 1 && names.at(-1) === 'mbox' && /\.mbox$/i.test(names.at(-2)!);
  const parts = (isApple ? names.slice(0, -1) : names).map((name) =>
    decodePercent(name.replace(/\.(sbd|mbox|mbx)$/i, '')),
  );
  return parts.length === 1 && /^(inbox|mbox)$/i.test(parts[0]!) ? [] : parts;
}

/** What `safeFileName` has written. */
function decodePercent(name: string): string {
  return name.replace(/%([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function emlMailbox(files: readonly string[], path: MailboxPath): SourceMailbox {
  return {
    path: path.map(decodePercent),
    sizeBytes: files.length,
    async *messages() {
      for (const file of files) {
        const internalDate = Math.floor(statOf(file).mtimeMs / 1000) * 1000;
        yield {
          place: file,
          flags: { system: 0, keywords: [] },
          internalDate,
          preferSentDate: true,
          doneBytes: 1,
          content: () => mailPieces(file),
        };
      }
    },
  };
}

/** A folder and all below it, by name. */
function* walk(
  folder: string,
  path: MailboxPath = [],
): Generator<{ readonly folder: string; readonly path: MailboxPath; readonly files: readonly string[] }> {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  yield { folder, path, files: entries.filter((entry) => entry.isFile()).map(({ name }) => name) };
  for (const entry of entries) if (entry.isDirectory()) yield* walk(join(folder, entry.name), [...path, entry.name]);
}

function statOf(path: string) {
  try {
    return statSync(path);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') throw new MigrationFailure(`there is no ${path}`);
    throw error;
  }
}
