import { decodeLatin1 } from '../base/index.ts';
import { parseContentType, parseDisposition } from './content-type.ts';
import type { ContentType, HeaderField, Part } from './part.ts';
import { trimBlanks, unfold } from './unfold.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** A part while it is read. */
export interface OpenPart {
  readonly part: Writable<Omit<Part, 'children'>> & { children: Part[] };
  /** The part is a whole message, and this its path's prefix; undefined for a child of a multipart. */
  readonly prefix: string | undefined;
  /** The subtype of `multipart/digest` makes messages of untyped children (RFC 2046 §5.1.5). */
  readonly defaultType: ContentType;
  /** Inside of a message inside of the message. */
  readonly embedded: boolean;
  /** Line ends in the message before the part's body. */
  linesBefore: number;
}

const LANGUAGES_MAX_CHARS = 1000;
const PLAIN: ContentType = { type: 'text', subtype: 'plain', parameters: [] };
const MESSAGE: ContentType = { type: 'message', subtype: 'rfc822', parameters: [] };

export function rootOf(): OpenPart {
  return openPart('', '', 0, PLAIN, false);
}

/** The next child of a multipart. */
export function childOf(owner: OpenPart, headerStart: number): OpenPart {
  const number = `${owner.part.children.length + 1}`;
  const path = owner.part.path === '' ? number : `${owner.part.path}.${number}`;
  const defaultType = owner.part.contentType.subtype === 'digest' ? MESSAGE : PLAIN;
  return openPart(path, undefined, headerStart, defaultType, owner.embedded);
}

/** The message inside of a message part. */
export function messageOf(owner: OpenPart): OpenPart {
  const { path, bodyStart } = owner.part;
  return openPart(path, path, bodyStart, PLAIN, true);
}

function openPart(
  path: string,
  prefix: string | undefined,
  headerStart: number,
  defaultType: ContentType,
  embedded: boolean,
): OpenPart {
  const part = {
    path,
    headerStart,
    bodyStart: headerStart,
    bodyEnd: headerStart,
    end: headerStart,
    lines: 0,
    headers: [],
    contentType: defaultType,
    typed: false,
    disposition: undefined,
    encoding: '7bit',
    id: undefined,
    description: undefined,
    md5: undefined,
    location: undefined,
    language: [],
    children: [],
    message: undefined,
  };
  return { part, prefix, defaultType, embedded, linesBefore: 0 };
}

/** Fills in what the fields say of the content; of repeated fields the first counts. */
export function describePart(open: OpenPart, headers: readonly HeaderField[]): void {
  const { part } = open;
  part.headers = headers;
  for (let i = headers.length - 1; i >= 0; i--) {
    const field = headers[i]!;
    if (field.key.startsWith('content-')) describeField(part, field);
  }
  if (open.prefix !== undefined && part.contentType.type !== 'multipart') {
    part.path = open.prefix === '' ? '1' : `${open.prefix}.1`;
  }
}

function describeField(part: OpenPart['part'], field: HeaderField): void {
  switch (field.key) {
    case 'content-type': {
      const type = parseContentType(field.value);
      if (type !== undefined) part.contentType = type;
      part.typed = type !== undefined || part.typed;
      break;
    }
    case 'content-disposition':
      part.disposition = parseDisposition(field.value) ?? part.disposition;
      break;
    case 'content-transfer-encoding':
      part.encoding = firstToken(field.value).toLowerCase() || part.encoding;
      break;
    case 'content-id':
      part.id = textOfField(field.value) || part.id;
      break;
    case 'content-description':
      part.description = textOfField(field.value) || part.description;
      break;
    case 'content-md5':
      part.md5 = textOfField(field.value) || part.md5;
      break;
    case 'content-location':
      part.location = textOfField(field.value).replace(/[ \t-\r]+/g, '') || part.location;
      break;
    case 'content-language':
      part.language = languages(textOfField(field.value));
      break;
  }
}

function textOfField(value: Uint8Array): string {
  return trimBlanks(unfold(decodeLatin1(value)));
}

/** `base64 (as it should)` says base64. */
function firstToken(value: Uint8Array): string {
  const text = textOfField(value.subarray(0, 256)).replace(/^"|\(.*$/g, '');
  return /^[^\s;,"]*/.exec(text)?.[0] ?? '';
}

/** RFC 3282 §2: tags with commas between. */
function languages(text: string): readonly string[] {
  const tags = text
    .slice(0, LANGUAGES_MAX_CHARS)
    .replace(/\([^)]*\)/g, ' ')
    .split(',', 20);
  return tags.map((tag) => tag.trim()).filter((tag) => /^[A-Za-z0-9-]{1,64}$/.test(tag));
}
