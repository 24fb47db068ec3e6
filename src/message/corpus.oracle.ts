import { readdirSync, readFileSync } from 'node:fs';
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
  readonly hasHtml: boolean;
  /** Messages or reports inside of the message. */
  readonly hasMessages: boolean;
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
    from: addresses('from').replace(/,.*/, '').toLowerCase(),
    to: addresses('to').toLowerCase(),
    date: parseDate(decodeHeaderText(value('date')))?.epochMs,
    messageId: parseMessageIds(value('message-id'))[0] ?? '',
    text: bare(texts(message, bytes)),
    hasHtml: someLeaf(root, ({ type, subtype }) => type === 'text' && subtype === 'html'),
    hasMessages: someLeaf(root, ({ type }) => type === 'message'),
    attachments: sizes(attachments(root).map((part) => sizeOf(decodeTransfer(part.encoding, bodyOf(part, bytes))))),
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

function someLeaf(part: Part, test: (type: Part['contentType']) => boolean): boolean {
  return test(part.contentType) || part.children.some((child) => someLeaf(child, test));
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

export function flat(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
export function bare(text: string): string {
  return text.replace(/[\s\0\ufeff]+/g, '');
}
export function bareId(id: string | undefined): string {
  return (id ?? '').replace(/[<>\s]/g, '');
}
export function sizes(list: readonly number[]): string {
  return [...list].sort((a, b) => a - b).join();
}
/** Parsers end lines of embedded messages and text each in their own way. */
export function sizeOf(bytes: Uint8Array): number {
  let size = 0;
  for (const byte of bytes) if (byte !== 10 && byte !== 13) size++;
  return size;
}
export function time(date: Date | undefined): number | undefined {
  const ms = date?.getTime();
  return ms === undefined || Number.isNaN(ms) ? undefined : ms;
}
