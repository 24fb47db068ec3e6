import { decodeCharset } from './charset.ts';
import { decodeHeaderString } from './encoded-word.ts';
import { VALUE_LIMITS } from './limits.ts';
import type { Parameter } from './part.ts';
import { trimBlanks } from './unfold.ts';

interface RawParameter {
  readonly name: string;
  readonly value: string;
}

const FREE_TEXT = new Set(['name', 'filename']);

/**
 * Reads `; name=value` from `from` on in an unfolded value of one code unit for each byte (RFC 2045 §5.1, RFC 2231).
 * Tolerates missing quotes, stray semicolons, comments and unquoted file names with spaces; of parts of one name the
 * first in each place counts.
 */
export function parseParameters(text: string, from: number): readonly Parameter[] {
  const raw: RawParameter[] = [];
  let at = skipGaps(text, from);
  while (at < text.length && raw.length < VALUE_LIMITS.parametersMax) {
    const nameEnd = endOf(text, at, '=;');
    const name = trimBlanks(text.slice(at, nameEnd)).toLowerCase();
    at = nameEnd;
    if (text[at] === '=') {
      const value = readValue(text, at + 1, name);
      if (name !== '') raw.push({ name: name.replace(/^.*[ \t]/, ''), value: value.text });
      at = value.end;
    }
    at = skipGaps(text, at);
  }
  return joinContinuations(raw);
}

function skipGaps(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at++) {
    const c = text[at]!;
    if (c === '(') at = skipComment(text, at) - 1;
    else if (c !== ';' && c !== ' ' && c !== '\t') break;
  }
  return at;
}

/** The place after a comment, with comments inside and quoted pairs (RFC 5322 §3.2.2). */
export function skipComment(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const c = text[at];
    if (c === '\\') at++;
    else if (c === '(') depth++;
    else if (c === ')' && --depth === 0) return at + 1;
  }
  return text.length;
}

function endOf(text: string, from: number, stops: string): number {
  let at = from;
  while (at < text.length && !stops.includes(text[at]!)) at++;
  return at;
}

function readValue(text: string, from: number, name: string): { text: string; end: number } {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t') at++;
  if (text[at] === '"') return readQuoted(text, at + 1);
  const end = endOf(text, at, ';');
  const value = trimBlanks(text.slice(at, end));
  if (FREE_TEXT.has(name)) return { text: value, end };
  return { text: /^[^ \t("]*/.exec(value)![0], end };
}

/** A quoted string that is not closed ends with the value. */
function readQuoted(text: string, from: number): { text: string; end: number } {
  let value = '';
  let at = from;
  for (let run = from; ; at++) {
    const c = text[at];
    if (c !== undefined && c !== '"' && c !== '\\') continue;
    value += text.slice(run, at);
    if (c !== '\\') break;
    at++;
    run = at;
  }
  return { text: value, end: endOf(text, Math.min(at + 1, text.length), ';') };
}

/** RFC 2231 §3 and §4: `name*0*=`, `name*1=` are one parameter, in the order of their numbers. */
function joinContinuations(raw: readonly RawParameter[]): readonly Parameter[] {
  const pieces = new Map<string, Map<number, { value: string; extended: boolean }>>();
  const joined: Parameter[] = [];
  for (const { name, value } of raw) {
    const star = name.indexOf('*');
    const match = star === -1 ? null : /^\*(?:(\d{1,4})(\*?))?$/.exec(name.slice(star));
    if (match === null) {
      joined.push({ name, value: decodeHeaderString(value), raw: value, extended: false });
      continue;
    }
    const key = name.slice(0, star);
    const list = pieces.get(key) ?? new Map<number, { value: string; extended: boolean }>();
    pieces.set(key, list);
    const extended = match[1] === undefined || match[2] === '*';
    const number = Number(match[1] ?? -1);
    if (!list.has(number)) list.set(number, { value, extended });
  }
  for (const [name, list] of pieces) joined.push(joinPieces(name, list));
  // The extended form goes before the plain one, which is there for old readers (RFC 5987 §4.2 gives the same advice).
  return joined.sort((a, b) => Number(b.extended) - Number(a.extended));
}

function joinPieces(name: string, list: ReadonlyMap<number, { value: string; extended: boolean }>): Parameter {
  const whole = list.get(-1);
  const ordered =
    whole !== undefined ? [whole] : [...list.entries()].sort(([a], [b]) => a - b).map(([, piece]) => piece);
  const extended = ordered.some((piece) => piece.extended);
  if (!extended) {
    const raw = ordered.map((piece) => piece.value).join('');
    return { name, value: decodeHeaderString(raw), raw, extended };
  }
  const first = ordered[0]!;
  const prefix = first.extended && /^[^']*'[^']*'/.test(first.value) ? '' : "''";
  const raw = prefix + ordered.map((piece) => (piece.extended ? piece.value : percentEncode(piece.value))).join('');
  return { name, value: decodeExtended(raw), raw, extended };
}

function percentEncode(value: string): string {
  return value.replace(/[^A-Za-z0-9!#$&+.^_`{|}~-]/g, (c) => `%${c.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

/** `charset'language'percent-encoded` (RFC 2231 §4). */
function decodeExtended(raw: string): string {
  const match = /^([^']*)'[^']*'(.*)$/s.exec(raw);
  const encoded = match?.[2] ?? raw;
  const bytes: number[] = [];
  for (let i = 0; i < encoded.length; i++) {
    const hex = encoded[i] === '%' ? /^[0-9A-Fa-f]{2}/.exec(encoded.slice(i + 1, i + 3))?.[0] : undefined;
    if (hex === undefined) bytes.push(encoded.charCodeAt(i));
    else {
      bytes.push(Number.parseInt(hex, 16));
      i += 2;
    }
  }
  return decodeCharset(match?.[1] || 'utf-8', Uint8Array.from(bytes));
}
