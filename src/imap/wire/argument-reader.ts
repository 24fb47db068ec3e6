import { decodeBase64, decodeUtf8Strict, EMPTY } from '../../base/index.ts';
import {
  ASTRING_CHAR,
  ATOM_CHAR,
  BACKSLASH,
  DIGIT_CHAR,
  DQUOTE,
  isOf,
  LIST_CHAR,
  PAREN_CLOSE,
  PAREN_OPEN,
  runEnd,
} from './character.ts';
import type { LiteralHeader } from './framer-event.ts';
import type { WireLimits } from './limits.ts';
import { lineEndAt, literalHeaderAt } from './literal-header.ts';
import type { WireMode } from './mode.ts';
import type { Bad, BadKind, Parsed } from './parsed.ts';

/** Reads arguments; undefined means that `reader.bad` says why not. */
export type ArgumentParser<T> = (reader: ArgumentReader) => T | undefined;

const UINT32_MAX = 0xffffffff;
/** RFC 9051 §9, number64: 2^63 - 1. */
const NUMBER64_MAX = '9223372036854775807';
const SP = 0x20;

/**
 * Reads one command's bytes from left to right with the primitives of RFC 9051 §9. A method that does not find what it
 * is named for returns undefined and notes the kind and position of the first failure; `skip…` and `peek…` never fail.
 */
export class ArgumentReader {
  readonly bytes: Uint8Array;
  readonly mode: WireMode;
  readonly limits: WireLimits;
  at = 0;
  bad: Bad | undefined;

  constructor(bytes: Uint8Array, mode: WireMode, limits: WireLimits) {
    this.bytes = bytes;
    this.mode = mode;
    this.limits = limits;
  }

  /** Notes the failure, unless one is noted already. */
  fail(kind: BadKind, at = this.at): undefined {
    this.bad ??= { kind, at };
    return undefined;
  }

  get atEnd(): boolean {
    return this.at >= this.bytes.length;
  }

  /** The octet `ahead` of the next one; undefined behind the end. */
  peek(ahead = 0): number | undefined {
    return this.bytes[this.at + ahead];
  }

  /** Passes the octet if it is the next one. */
  skip(byte: number): boolean {
    if (this.bytes[this.at] !== byte) return false;
    this.at++;
    return true;
  }

  /** Passes `word`, given in upper case, if it comes next in any case and no atom character follows. */
  skipWord(word: string): boolean {
    if (!this.peekText(word) || isOf(this.bytes[this.at + word.length], ATOM_CHAR)) return false;
    this.at += word.length;
    return true;
  }

  /** Passes `text`, given in upper case, if it comes next in any case, whatever follows. */
  skipText(text: string): boolean {
    if (!this.peekText(text)) return false;
    this.at += text.length;
    return true;
  }

  peekText(text: string): boolean {
    for (let i = 0; i < text.length; i++) {
      const byte = this.bytes[this.at + i];
      if (byte === undefined) return false;
      if ((byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte) !== text.charCodeAt(i)) return false;
    }
    return true;
  }

  /** The octet, or a failure of that kind. */
  expect(byte: number, kind: BadKind): true | undefined {
    return this.skip(byte) ? true : this.fail(kind);
  }

  /** Exactly one space. */
  space(): true | undefined {
    return this.expect(SP, 'space');
  }

  /** One or more octets of the classes, as ASCII text. */
  run(classes: number, kind: BadKind): string | undefined {
    const start = this.at;
    const end = runEnd(this.bytes, start, classes);
    if (end === start) return this.fail(kind);
    this.at = end;
    return asciiText(this.bytes, start, end);
  }

  atom(): string | undefined {
    return this.run(ATOM_CHAR, 'atom');
  }

  /** An atom in upper case, for words that are compared. */
  word(kind: BadKind = 'atom'): string | undefined {
    return this.run(ATOM_CHAR, kind)?.toUpperCase();
  }

  /** A quoted string or a literal that is buffered in the command. Holds no NUL. */
  string(): Uint8Array | undefined {
    if (this.peek() === DQUOTE) return this.quoted();
    const start = this.at;
    const literal = this.literal();
    if (literal === undefined) return undefined;
    return literal.indexOf(0) === -1 ? literal : this.fail('string', start);
  }

  astring(): Uint8Array | undefined {
    const start = this.at;
    if (!isOf(this.peek(), ASTRING_CHAR)) return this.string();
    this.at = runEnd(this.bytes, start, ASTRING_CHAR);
    return this.bytes.subarray(start, this.at);
  }

  /** A pattern for LIST: as an astring, in which `%` and `*` need no quotes. */
  listMailbox(): Uint8Array | undefined {
    const start = this.at;
    if (!isOf(this.peek(), LIST_CHAR)) return this.string();
    this.at = runEnd(this.bytes, start, LIST_CHAR);
    return this.bytes.subarray(start, this.at);
  }

  /** A string, or null for NIL. */
  nstring(): Uint8Array | null | undefined {
    return this.skipWord('NIL') ? null : this.string();
  }

  /**
   * Octets past ASCII are let through in every mode, because clients send passwords and search text so; whoever decodes
   * them decides; what a client enabled to send UTF-8 (RFC 9755 §3) must be that. A backslash stands before `"` or `\` alone.
   */
  quoted(): Uint8Array | undefined {
    if (!this.skip(DQUOTE)) return this.fail('string');
    const { bytes } = this;
    const start = this.at;
    let escapes = 0;
    let at = start;
    for (; bytes[at] !== DQUOTE; at++) {
      if (bytes[at] === BACKSLASH) {
        escapes++;
        at++;
        if (at < bytes.length && bytes[at] !== DQUOTE && bytes[at] !== BACKSLASH) return this.fail('string', at);
      }
      const byte = bytes[at];
      if (byte === undefined || byte === 0 || byte === 0x0d || byte === 0x0a) return this.fail('string', at);
    }
    this.at = at + 1;
    const raw = bytes.subarray(start, at);
    if (this.mode.utf8 && raw.some((byte) => byte > 0x7f) && decodeUtf8Strict(raw) === undefined) {
      return this.fail('string', start);
    }
    return escapes === 0 ? raw : withoutEscapes(raw, escapes);
  }

  /** A literal whose octets are in the command; a view of them. */
  literal(): Uint8Array | undefined {
    const header = this.literalHeader();
    if (header === undefined) return undefined;
    const end = this.at + header.sizeBytes;
    if (end > this.bytes.length) return this.fail('literal', this.bytes.length);
    const octets = this.bytes.subarray(this.at, end);
    this.at = end;
    return octets;
  }

  /** The announcement of a literal and its line end; its octets are next, or to be streamed. */
  literalHeader(): LiteralHeader | undefined {
    const found = literalHeaderAt(this.bytes, this.at);
    if (found === undefined) return this.fail('literal');
    const start = lineEndAt(this.bytes, found.end);
    if (start === undefined) return this.fail('literal', found.end);
    this.at = start;
    return found.header;
  }

  /** 0 to 4,294,967,295. */
  number(): number | undefined {
    const start = this.at;
    const number = this.number64();
    return number === undefined || number <= UINT32_MAX ? number : this.fail('number', start);
  }

  /** 1 to 4,294,967,295, without leading zeros. */
  nonZeroNumber(): number | undefined {
    const start = this.at;
    const byte = this.peek();
    if (!isOf(byte, DIGIT_CHAR) || byte === 0x30) return this.fail('nonZeroNumber');
    const number = this.number64();
    return number === undefined || number <= UINT32_MAX ? number : this.fail('nonZeroNumber', start);
  }

  /** 0 to 2^63 - 1 (RFC 9051 §9); what is larger than 2^53 - 1 is given as that. */
  number64(): number | undefined {
    const start = this.at;
    const end = runEnd(this.bytes, start, DIGIT_CHAR);
    if (end === start) return this.fail('number');
    let first = start;
    while (first < end - 1 && this.bytes[first] === 0x30) first++;
    const digits = end - first;
    if (digits > NUMBER64_MAX.length) return this.fail('number');
    const text = asciiText(this.bytes, first, end);
    if (digits === NUMBER64_MAX.length && text > NUMBER64_MAX) return this.fail('number');
    this.at = end;
    return Math.min(Number(text), Number.MAX_SAFE_INTEGER);
  }

  /** Base64 up to the next octet that is none, decoded; `=` alone is the empty string (RFC 9051 §6.2.2). */
  base64(): Uint8Array | undefined {
    const start = this.at;
    while (!this.atEnd && this.peek() !== SP) this.at++;
    const raw = this.bytes.subarray(start, this.at);
    if (raw.length === 1 && raw[0] === 0x3d) return EMPTY;
    return decodeBase64(raw) ?? this.fail('base64', start);
  }

  /**
   * `(item item …)`, with at most `max` items; `empty` allows `()`. The items are read by `item`.
   */
  list<T>(
    item: ArgumentParser<T>,
    max = this.limits.listItemsMax,
    empty: 'empty' | 'notEmpty' = 'notEmpty',
  ): T[] | undefined {
    if (!this.skip(PAREN_OPEN)) return this.fail('listStart');
    const items: T[] = [];
    if (empty === 'empty' && this.skip(PAREN_CLOSE)) return items;
    for (;;) {
      if (items.length === max) return this.fail('tooMany');
      const value = item(this);
      if (value === undefined) return undefined;
      items.push(value);
      if (this.skip(PAREN_CLOSE)) return items;
      if (!this.skip(SP)) return this.fail('listEnd');
    }
  }
}

/** Reads arguments that must take up the whole command. */
export function parse<T>(reader: ArgumentReader, parser: ArgumentParser<T>): Parsed<T> {
  const value = parser(reader);
  if (value !== undefined && !reader.atEnd) reader.fail('end');
  return outcome(reader, value);
}

/** Reads arguments of which more is to come: what stands before a literal, or behind the tag. */
export function parseSoFar<T>(reader: ArgumentReader, parser: ArgumentParser<T>): Parsed<T> {
  return outcome(reader, parser(reader));
}

function outcome<T>(reader: ArgumentReader, value: T | undefined): Parsed<T> {
  const { bad, bytes } = reader;
  if (value !== undefined && bad === undefined) return { state: 'done', value, rest: bytes.subarray(reader.at) };
  const { kind, at } = bad ?? { kind: 'end', at: reader.at };
  const limit = kind === 'tooMany' || kind === 'tooDeep' || kind === 'tooLong';
  return at >= bytes.length && !limit ? { state: 'more', kind, at } : { state: 'bad', kind, at };
}

function asciiText(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at]!);
  return text;
}

function withoutEscapes(raw: Uint8Array, escapes: number): Uint8Array {
  const octets = new Uint8Array(raw.length - escapes);
  let to = 0;
  for (let at = 0; at < raw.length; at++) {
    if (raw[at] === BACKSLASH) at++;
    octets[to++] = raw[at]!;
  }
  return octets;
}
