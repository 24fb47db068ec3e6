import { decodeCharset, decodeUnlabelled } from './charset.ts';
import { htmlToText } from './html-text.ts';
import { findParameter, type Part, type PartPlace } from './part.ts';
import { decodeTransfer } from './transfer.ts';

/** What must be known of a part to read its text; parsed parts and records both say it. */
interface Content {
  readonly type: string;
  readonly subtype: string;
  readonly encoding: string;
  readonly charset: string | undefined;
}

type Readable = Part | (Content & PartPlace);

function contentOf(part: Readable): Content {
  if (!('contentType' in part)) return part;
  const { type, subtype, parameters } = part.contentType;
  return { type, subtype, encoding: part.encoding, charset: findParameter(parameters, 'charset') };
}

/** The text of a text part, from the raw bytes of its body: transfer encoding and charset decoded. */
export function textOf(part: Readable, body: Uint8Array): string {
  const { charset, encoding, subtype } = contentOf(part);
  const bytes = decodeTransfer(encoding, body);
  if (charset !== undefined) return decodeCharset(charset, bytes);
  const declared = subtype === 'html' ? metaCharset(bytes) : undefined;
  return declared === undefined ? decodeUnlabelled(bytes) : decodeCharset(declared, bytes);
}

/** As textOf, with HTML turned into plain text. */
export function plainTextOf(part: Readable, body: Uint8Array, maxChars = Number.POSITIVE_INFINITY): string {
  const text = textOf(part, body);
  return contentOf(part).subtype === 'html' ? htmlToText(text, maxChars) : text.slice(0, maxChars);
}

/** HTML may say its own charset in its first kilobyte. */
function metaCharset(bytes: Uint8Array): string | undefined {
  const head = decodeCharset('windows-1252', bytes.subarray(0, 1024));
  return /<meta[^>]{0,200}charset\s*=\s*["']?([A-Za-z0-9_.:-]{1,40})/i.exec(head)?.[1];
}
