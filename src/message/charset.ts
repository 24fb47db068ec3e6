import { decodeLatin1, decodeUtf8Strict } from '../base/index.ts';
import { CHARSET_ALIASES, CODE_PAGES, DECODER_LABELS } from './charset.table.ts';
import { decodeHz, decodeIso2022 } from './shifted-charset.ts';
import { decodeUtf7 } from './utf7.ts';

const windows1252 = new TextDecoder('windows-1252');
/** Decoders by label; only labels that are known are kept, so it is bounded by their number. */
const decoders = new Map<string, InstanceType<typeof TextDecoder>>();

/**
 * Decodes bytes of a named charset. Never fails: broken sequences become U+FFFD, and the bytes of an unknown charset, or
 * 8-bit bytes that call themselves ASCII, are UTF-8 if they can be, Windows-1252 if not.
 */
export function decodeCharset(label: string, bytes: Uint8Array): string {
  const name = label.trim().toLowerCase().replace(/^"|"$/g, '');
  const alias = Object.hasOwn(CHARSET_ALIASES, name) ? CHARSET_ALIASES[name]! : name;
  switch (alias) {
    case '':
    case 'us-ascii':
    case 'ascii':
    case 'ansi_x3.4-1968':
      return decodeUnlabelled(bytes);
    case 'utf-7':
    case 'unicode-1-1-utf-7':
      return decodeUtf7(decodeLatin1(bytes));
    case 'utf-16':
      return decodeUtf16(bytes);
    case 'utf-32':
    case 'utf-32be':
    case 'utf-32le':
      return decodeUtf32(bytes, alias === 'utf-32le');
    case 'iso-2022-jp':
    case 'csiso2022jp':
      return decodeIso2022Jp(bytes);
    case 'iso-2022-kr':
    case 'csiso2022kr':
      return decodeIso2022(bytes, 'euc-kr');
    case 'iso-2022-cn':
    case 'iso-2022-cn-ext':
      return decodeIso2022(bytes, 'gb18030');
    case 'hz-gb-2312':
      return decodeHz(bytes);
    default:
      return decodeLabelled(alias, bytes);
  }
}

/** Bytes of which nobody says what they are. */
export function decodeUnlabelled(bytes: Uint8Array): string {
  return decodeUtf8Strict(bytes) ?? windows1252.decode(bytes);
}

/** Whether text that names the charset is decoded by more than a guess. */
export function isKnownCharset(label: string): boolean {
  const name = label.trim().toLowerCase();
  const alias = Object.hasOwn(CHARSET_ALIASES, name) ? CHARSET_ALIASES[name]! : name;
  return OWN.has(alias) || Object.hasOwn(CODE_PAGES, alias) || decoderOf(alias) !== undefined;
}

const OWN = new Set(
  'us-ascii ascii ansi_x3.4-1968 utf-7 unicode-1-1-utf-7 utf-32 utf-32be utf-32le iso-2022-kr iso-2022-cn hz-gb-2312'.split(
    ' ',
  ),
);

/** ISO-2022-JP has no 8-bit bytes; text that has them is one of the other two charsets of Japanese under its name. */
function decodeIso2022Jp(bytes: Uint8Array): string {
  if (!bytes.some((byte) => byte > 0x7f)) return decodeLabelled('iso-2022-jp', bytes);
  const text = decodeLabelled('euc-jp', bytes);
  return text.includes('\ufffd') ? decodeLabelled('shift_jis', bytes) : text;
}

function decodeLabelled(name: string, bytes: Uint8Array): string {
  if (Object.hasOwn(CODE_PAGES, name)) return decodeCodePage(CODE_PAGES[name]!, bytes);
  const decoder = decoderOf(name);
  return decoder === undefined ? decodeUnlabelled(bytes) : decoder.decode(bytes);
}

function decoderOf(name: string): InstanceType<typeof TextDecoder> | undefined {
  const known = decoders.get(name);
  if (known !== undefined) return known;
  if (!DECODER_LABELS.has(name)) return undefined;
  const decoder = new TextDecoder(name);
  decoders.set(name, decoder);
  return decoder;
}

function decodeCodePage(upper: string, bytes: Uint8Array): string {
  return decodeLatin1(bytes).replace(/[\x80-\xff]/g, (c) => upper[c.charCodeAt(0) - 0x80]!);
}

/** RFC 2781 §4.3: without a byte order mark it is big-endian; but most mail without one is little-endian text. */
function decodeUtf16(bytes: Uint8Array): string {
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decodeLabelled('utf-16be', bytes);
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decodeLabelled('utf-16le', bytes);
  let zerosFirst = 0;
  let zerosSecond = 0;
  for (let i = 0; i + 1 < Math.min(bytes.length, 512); i += 2) {
    if (bytes[i] === 0) zerosFirst++;
    if (bytes[i + 1] === 0) zerosSecond++;
  }
  return decodeLabelled(zerosSecond > zerosFirst ? 'utf-16le' : 'utf-16be', bytes);
}

function decodeUtf32(bytes: Uint8Array, littleEndian: boolean): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const marked = bytes.length >= 4 && view.getUint32(0, true) === 0xfeff;
  let text = '';
  for (let at = 0; at + 3 < bytes.length; at += 4) {
    const point = view.getUint32(at, littleEndian || marked);
    if (point === 0xfeff && at === 0) continue;
    text += point > 0x10ffff || (point >= 0xd800 && point < 0xe000) ? '\ufffd' : String.fromCodePoint(point);
  }
  return text;
}
