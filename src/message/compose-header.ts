import { encodeUtf8 } from '../base/index.ts';
import { encodeB, encodeQ } from './compose-body.ts';

/** A mailbox, or a group of them (RFC 5322 §3.4). */
export type ComposedAddress =
  | { readonly name?: string; readonly address: string }
  | { readonly group: string; readonly addresses: readonly { readonly name?: string; readonly address: string }[] };

/** A field: text, or addresses, or a value with parameters. */
export type ComposedField =
  | { readonly name: string; readonly value: string; readonly parameters?: Readonly<Record<string, string>> }
  | { readonly name: string; readonly addresses: readonly ComposedAddress[] };

const LINE_CHARS = 76;
/** RFC 2047 §2: a word has at most 75 characters, of which the frame `=?utf-8?q??=` takes 12. */
const WORD_TEXT_CHARS = 60;

/** The lines of fields, each folded and ended with CRLF. Line ends and NUL inside of values become spaces. */
export function composeFields(fields: readonly ComposedField[]): Uint8Array {
  return encodeUtf8(fields.map((field) => `${fold(field.name, tokensOf(field))}\r\n`).join(''));
}

/** The date form of RFC 5322 §3.3. `offsetMinutes` is east of Greenwich. */
export function composeDate(epochMs: number, offsetMinutes = 0): string {
  const local = new Date(epochMs + offsetMinutes * 60_000);
  const day = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][local.getUTCDay()];
  const month = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')[local.getUTCMonth()];
  const two = (n: number): string => `${n}`.padStart(2, '0');
  const time = `${two(local.getUTCHours())}:${two(local.getUTCMinutes())}:${two(local.getUTCSeconds())}`;
  const zone = Math.abs(offsetMinutes);
  const offset = `${offsetMinutes < 0 ? '-' : '+'}${two(Math.floor(zone / 60))}${two(zone % 60)}`;
  return `${day}, ${local.getUTCDate()} ${month} ${local.getUTCFullYear()} ${time} ${offset}`;
}

/** Pieces between which a line may be folded. */
function tokensOf(field: ComposedField): string[] {
  if ('addresses' in field) return addressTokens(field.addresses);
  const value = field.value.replace(/[\r\n\0]+/g, ' ').trim();
  const tokens = needsEncoding(value) ? encodedWords(value) : value.split(' ').filter((word) => word !== '');
  for (const [name, text] of Object.entries(field.parameters ?? {})) {
    tokens.push(`${tokens.pop() ?? ''};`, ...parameterTokens(name, text.replace(/[\r\n\0]+/g, ' ')));
  }
  return tokens;
}

function fold(name: string, tokens: readonly string[]): string {
  let text = `${name}:`;
  let column = text.length;
  for (const raw of tokens) {
    // No value, whoever gave it, may begin a new line.
    const token = raw.replace(/[\r\n\0]+/g, ' ');
    const isFolded = column + 1 + token.length > LINE_CHARS && column > name.length + 1;
    text += isFolded ? `\r\n ${token}` : ` ${token}`;
    column = (isFolded ? 0 : column) + 1 + token.length;
  }
  return text;
}

function addressTokens(addresses: readonly ComposedAddress[]): string[] {
  const tokens: string[] = [];
  addresses.forEach((address, i) => {
    const words =
      'group' in address
        ? [...phrase(address.group), ':', ...addressTokens(address.addresses), ';']
        : address.name === undefined || address.name === ''
          ? [address.address]
          : [...phrase(address.name), `<${address.address}>`];
    if (i < addresses.length - 1) words.push(`${words.pop()!},`);
    tokens.push(...words);
  });
  return tokens;
}

/** A display name: as it is, quoted, or in encoded words (RFC 2047 §5 (3)). */
function phrase(name: string): string[] {
  const clean = name.replace(/[\r\n\0]+/g, ' ').trim();
  if (needsEncoding(clean)) return encodedWords(clean);
  if (/^[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*$/.test(clean)) return clean.split(/ +/);
  return [`"${clean.replace(/["\\]/g, '\\$&')}"`];
}

/** What looks like an encoded word, or is too long to fold, must be encoded too, or it would not come back. */
function needsEncoding(text: string): boolean {
  return /[^\x20-\x7e]|=\?|\S{200}| {2}/.test(text);
}

/** RFC 2047 §2: words of at most 75 characters that part no character. */
function encodedWords(text: string): string[] {
  const encode = (piece: string): string => {
    const q = encodeQ(piece);
    const b = encodeB(piece);
    return b.length < q.length ? `=?utf-8?B?${b}?=` : `=?utf-8?Q?${q}?=`;
  };
  const words: string[] = [];
  let piece = '';
  for (const c of text) {
    if (piece !== '' && encode(piece + c).length > WORD_TEXT_CHARS + 12) {
      words.push(encode(piece));
      piece = '';
    }
    piece += c;
  }
  words.push(encode(piece));
  return words;
}

/** A parameter: a token, a quoted string, or RFC 2231 with continuations. */
function parameterTokens(name: string, value: string): string[] {
  if (/^[\x20-\x7e]{0,60}$/.test(value) && !value.includes('=?')) {
    return [
      /^[A-Za-z0-9!#$&+.^_`{|}~-]+$/.test(value) ? `${name}=${value}` : `${name}="${value.replace(/["\\]/g, '\\$&')}"`,
    ];
  }
  const encoded = [...encodeUtf8(value)].map((byte) => {
    const c = String.fromCharCode(byte);
    return /[A-Za-z0-9._-]/.test(c) ? c : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  });
  const pieces: string[] = [];
  for (let at = 0; at < encoded.length; at += 20) pieces.push(encoded.slice(at, at + 20).join(''));
  if (pieces.length === 1) return [`${name}*=utf-8''${pieces[0]}`];
  return pieces.map((piece, i) => {
    const last = i === pieces.length - 1 ? '' : ';';
    return `${name}*${i}*=${i === 0 ? "utf-8''" : ''}${piece}${last}`;
  });
}
