import { decodeModifiedUtf7, encodeModifiedUtf7 } from '../imap/wire/index.ts';

/** A mailbox name as the parts that its path has, outermost first. */
export type MailboxPath = readonly string[];

/** The path of a Maildir++ folder such as `.Sent.2024`. Names are in modified UTF-7, or in UTF-8 as some servers write them. */
export function parseMaildirFolder(folder: string): MailboxPath {
  return folder
    .slice(1)
    .split('.')
    .filter((part) => part !== '')
    .map(decodeName);
}

export function decodeName(name: string): string {
  const pieces = name.split(/(&AC[48]-)/).map((piece) => DIVIDERS.get(piece) ?? decodeModifiedUtf7(piece));
  return pieces.includes(undefined) ? name : pieces.join('');
}

/** What a folder name cannot hold as it is, in a form that strict modified UTF-7 has no use for. */
const DIVIDERS: ReadonlyMap<string, string> = new Map([
  ['&AC4-', '.'],
  ['&AC8-', '/'],
]);

/** The name of a Maildir++ folder; a dot, which would divide it, is written as modified UTF-7 can write any character. */
export function formatMaildirFolder(path: MailboxPath): string {
  return path.map((part) => `.${encodeModifiedUtf7(part).replaceAll('.', '&AC4-').replaceAll('/', '&AC8-')}`).join('');
}

/** A part of a mailbox name as a file name that any file system takes; different parts stay different. */
export function safeFileName(part: string): string {
  const safe = part.replace(/[\u0000-\u001f\u007f/\\:*?"<>|%]|^\.|[. ]$/gu, (unit) => {
    return `%${unit.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
  });
  return safe === '' ? '%' : safe;
}
