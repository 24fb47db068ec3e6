import { readdirSync, readFileSync } from 'node:fs';
import { simpleParser } from 'mailparser';
import PostalMime from 'postal-mime';
import {
  decodeHeaderText,
  decodeTransfer,
  findHeader,
  type ParsedMessage,
  type Part,
  parseAddressList,
  parseDate,
  parseMessage,
  parseMessageIds,
  textOf,
} from './index.ts';

/** What several parsers can be asked alike of one message. */
export interface View {
  readonly subject: string;
  readonly from: string;
  readonly to: string;
  /** Milliseconds since 1970; undefined where there is none to be read. */
  readonly date: number | undefined;
  readonly messageId: string;
  /** Plain text, without white space, since parsers end lines each in their own way. */
  readonly text: string;
  /** Sizes of attachments in bytes, CR and LF not counted, ascending. */
  readonly attachments: string;
}

export interface CorpusMessage {
  /** Path below the corpora. */
  readonly file: string;
  readonly bytes: Uint8Array;
}

const SHARED = new URL('../../../shared/corpora/', import.meta.url);

/** Every message of the corpora below a folder; empty if the corpora are not there. */
export function readCorpus(folder: string): CorpusMessage[] {
  try {
    return readdirSync(new URL(folder, SHARED), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/\.(?:json|xml|out|txt|md)$|^LICENSE|^COPYING|_decoded_/.test(entry.name))
      .map((entry) => `${entry.parentPath}/${entry.name}`)
      .sort()
      .map((path) => ({ file: path.slice(path.indexOf('/corpora/') + 9), bytes: new Uint8Array(readFileSync(path)) }));
  } catch {
    return [];
  }
}

/** A file beside a corpus message, or undefined. */
export function readExpected(file: string, encoding: 'utf8' | 'latin1' = 'utf8'): string | undefined {
  try {
    return readFileSync(new URL(file.split('/').map(encodeURIComponent).join('/'), SHARED), encoding);
  } catch {
    return undefined;
  }
}

export function ourView(bytes: Uint8Array): View {
  const message = parseMessage(bytes);
  const { root } = message;
  const value = (key: string): Uint8Array => findHeader(root, key)?.value ?? new Uint8Array(0);
  const addresses = (key: string): string =>
    parseAddressList(value(key))
      .map((a) => a.address)
      .filter((a) => a.includes('@'))
      .join();
  return {
    subject: flat(decodeHeaderText(value('subject'))),
    from: addresses('from').toLowerCase(),
    to: addresses('to').toLowerCase(),
    date: parseDate(decodeHeaderText(value('date')))?.epochMs,
    messageId: parseMessageIds(value('message-id'))[0] ?? '',
    text: bare(texts(message, bytes)),
    attachments: sizes(attachments(root).map((part) => sizeOf(decodeTransfer(part.encoding, bodyOf(part, bytes))))),
  };
}

export async function postalMimeView(bytes: Uint8Array): Promise<View> {
  const mail = await PostalMime.parse(bytes, { forceRfc822Attachments: true, attachmentEncoding: 'arraybuffer' });
  const list = (addresses: readonly { address?: string | undefined }[]): string =>
    addresses
      .map((a) => a.address ?? '')
      .filter((a) => a.includes('@'))
      .join();
  return {
    subject: flat(mail.subject ?? ''),
    from: list(
      mail.from === undefined ? [] : mail.from.group !== undefined ? mail.from.group : [mail.from],
    ).toLowerCase(),
    to: list((mail.to ?? []).flatMap((a) => (a.group !== undefined ? a.group : [a]))).toLowerCase(),
    date: time(mail.date === undefined ? undefined : new Date(mail.date)),
    messageId: bareId(mail.messageId),
    text: bare(mail.text ?? ''),
    attachments: sizes(
      mail.attachments.map((a) =>
        typeof a.content === 'string' ? a.content.length : sizeOf(new Uint8Array(a.content)),
      ),
    ),
  };
}

export async function mailparserView(bytes: Uint8Array): Promise<View> {
  const mail = await simpleParser(Buffer.from(bytes), {
    skipHtmlToText: true,
    skipTextToHtml: true,
    skipImageLinks: true,
  });
  const list = (field: typeof mail.to): string =>
    [field ?? []]
      .flat()
      .flatMap((f) => f.value)
      .flatMap((a) => a.group ?? [a])
      .map((a) => a.address ?? '')
      .filter((a) => a.includes('@'))
      .join();
  return {
    subject: flat(mail.subject ?? ''),
    from: list(mail.from).toLowerCase(),
    to: list(mail.to).toLowerCase(),
    date: time(mail.date),
    messageId: bareId(mail.messageId),
    text: bare(mail.text ?? ''),
    attachments: sizes(mail.attachments.map((a) => sizeOf(a.content))),
  };
}

function texts(message: ParsedMessage, bytes: Uint8Array): string {
  const found: string[] = [];
  const visit = (part: Part): void => {
    if (part.contentType.type === 'text' && part.contentType.subtype === 'plain' && !isAttachment(part)) {
      found.push(textOf(part, bodyOf(part, bytes)));
    }
    part.children.forEach(visit);
  };
  visit(message.root);
  return found.join('\n');
}

function attachments(root: Part): Part[] {
  const found: Part[] = [];
  const visit = (part: Part): void => {
    if (part.contentType.type === 'multipart') part.children.forEach(visit);
    else if (isAttachment(part)) found.push(part);
  };
  visit(root);
  return found;
}

function isAttachment(part: Part): boolean {
  const { type, subtype } = part.contentType;
  return part.disposition?.kind === 'attachment' || type !== 'text' || (subtype !== 'plain' && subtype !== 'html');
}

function bodyOf(part: Part, bytes: Uint8Array): Uint8Array {
  return bytes.subarray(part.bodyStart, part.bodyEnd);
}

function flat(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
function bare(text: string): string {
  return text.replace(/[\s\0\ufeff]+/g, '');
}
function bareId(id: string | undefined): string {
  return (id ?? '').replace(/[<>\s]/g, '');
}
function sizes(list: readonly number[]): string {
  return [...list].sort((a, b) => a - b).join();
}
/** Parsers end lines of embedded messages and text each in their own way. */
function sizeOf(bytes: Uint8Array): number {
  let size = 0;
  for (const byte of bytes) if (byte !== 10 && byte !== 13) size++;
  return size;
}
function time(date: Date | undefined): number | undefined {
  const ms = date?.getTime();
  return ms === undefined || Number.isNaN(ms) ? undefined : ms;
}
