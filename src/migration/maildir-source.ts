import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  decodeName,
  LineEndReader,
  type MailboxPath,
  maildirBase,
  parseCourierPop3List,
  parseDovecotKeywords,
  parseMaildirFlags,
  parseMaildirFolder,
  parseUidList,
  type UidList,
  type uidlFormat,
} from '../mailbox-file/index.ts';
import { filePieces } from './file-pieces.ts';
import type { SourceMailbox, SourceMessage } from './source.ts';
import { systemCode } from './system-code.ts';

const OWN = new Set(['cur', 'new', 'tmp']);

export function isMaildir(folder: string): boolean {
  return existsSync(join(folder, 'cur')) && existsSync(join(folder, 'new'));
}

/** A Maildir with all below it: the folders of Maildir++ (`.Sent.2024`), and folders in folders, as Dovecot's layout `fs`. */
export function maildirMailboxes(
  root: string,
  formatUidl: NonNullable<ReturnType<typeof uidlFormat>>,
): SourceMailbox[] {
  const found: SourceMailbox[] = [];
  const visit = (folder: string, path: MailboxPath) => {
    if (isMaildir(folder)) found.push(maildirMailbox(folder, path, formatUidl));
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (!entry.isDirectory() || OWN.has(entry.name)) continue;
      const below = join(folder, entry.name);
      if (!entry.name.startsWith('.')) visit(below, [...path, decodeName(entry.name)]);
      else if (isMaildir(below)) visit(below, [...path, ...parseMaildirFolder(entry.name)]);
    }
  };
  visit(root, []);
  return found;
}

/** `subscriptions` of Dovecot, or `courierimapsubscribed`. */
export function maildirSubscriptions(root: string): readonly MailboxPath[] {
  const dovecot = readIfThere(join(root, 'subscriptions'));
  if (dovecot !== undefined) {
    const [head = '', ...lines] = dovecot.split('\n');
    const isNew = head.startsWith('V\t2');
    // Version 2 has a tab between levels; the older form has the separator of the layout.
    const names = (isNew ? lines : [head, ...lines]).filter((line) => line !== '');
    return names.map((name) => name.split(isNew ? '\t' : /[./]/).map(decodeName));
  }
  const courier = readIfThere(join(root, 'courierimapsubscribed')) ?? '';
  const names = courier.split('\n').filter((line) => line !== '');
  return names.map((name) => name.split('.').map(decodeName)).map((path) => (path.length > 1 ? path.slice(1) : path));
}

interface MaildirFile {
  readonly file: string;
  readonly name: string;
  readonly base: string;
  readonly uid: number | undefined;
}

function maildirMailbox(
  folder: string,
  path: MailboxPath,
  formatUidl: NonNullable<ReturnType<typeof uidlFormat>>,
): SourceMailbox {
  const text = readIfThere(join(folder, 'dovecot-uidlist')) ?? readIfThere(join(folder, 'courierimapuiddb'));
  const uids = text === undefined ? undefined : parseUidList(text);
  const courier = parseCourierPop3List(readIfThere(join(folder, 'courierpop3dsizelist')) ?? '');
  const keywords = parseDovecotKeywords(readIfThere(join(folder, 'dovecot-keywords')) ?? '');
  const files = listFiles(folder, uids);
  const uidlOf = ({ base, uid }: MaildirFile): string | undefined => {
    const entry = uids?.entries.get(base);
    const listed = entry?.uidl ?? courier?.get(base);
    if (listed !== undefined || uid === undefined || uids === undefined || path.length > 0) return listed;
    // Courier's POP3 shows the file name of what is not in its list.
    if (courier !== undefined) return base;
    return formatUidl({ uid, uidValidity: uids.uidValidity, fileName: base, guid: entry?.guid });
  };
  return {
    path,
    sizeBytes: files.length,
    ...(uids === undefined ? {} : { numbers: uids }),
    async *messages() {
      for (const file of files) {
        const date = fileDate(file.file);
        const uidl = uidlOf(file);
        const message: SourceMessage = {
          place: file.file,
          // Sizes are added to a name when somebody measures the file.
          identity: file.base.replace(/,.*$/, ''),
          flags: parseMaildirFlags(file.name, keywords),
          internalDate: date ?? 0,
          doneBytes: 1,
          ...(file.uid === undefined ? {} : { uid: file.uid }),
          ...(uidl === undefined ? {} : { uidl }),
          content: () => mailPieces(file.file),
        };
        yield message;
      }
    },
  };
}

/** By uid, and what has none behind, in the order in which it was delivered. */
function listFiles(folder: string, uids: UidList | undefined): readonly MaildirFile[] {
  const files: MaildirFile[] = [];
  for (const part of ['cur', 'new']) {
    for (const entry of readdirSync(join(folder, part), { withFileTypes: true })) {
      if (entry.isDirectory() || entry.name.startsWith('.')) continue;
      const base = maildirBase(entry.name);
      const listed = uids?.entries.get(base);
      files.push({ file: join(folder, part, entry.name), name: entry.name, base, uid: listed?.uid });
    }
  }
  return files.sort((a, b) => compareUids(a.uid, b.uid) || compareBases(a.base, b.base));
}

/** Names begin with the second of the delivery. */
function compareBases(a: string, b: string): number {
  return Number.parseInt(a, 10) - Number.parseInt(b, 10) || (a < b ? -1 : 1);
}

export async function* mailPieces(file: string): AsyncGenerator<Uint8Array> {
  const lines = new LineEndReader();
  for await (const piece of filePieces(file)) yield lines.push(piece);
}

function fileDate(file: string): number | undefined {
  try {
    return Math.floor(statSync(file).mtimeMs / 1000) * 1000;
  } catch (error) {
    // Reading it will say so.
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function compareUids(a: number | undefined, b: number | undefined): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? 1 : -1;
  return a - b;
}
