import { concatBytes, decodeLatin1, EMPTY, indexOfBytes, LF } from '../base/index.ts';
import { type FromLine, parseFromLine } from './from-line.ts';
import { MAILBOX_FILE_LIMITS } from './limits.ts';

export type MboxEvent =
  /** A message begins; `at` is where its From_ line stands in the file. */
  | { readonly kind: 'begin'; readonly from: FromLine; readonly at: number }
  | { readonly kind: 'data'; readonly bytes: Uint8Array }
  | { readonly kind: 'end' };

export interface MboxReaderOptions {
  /**
   * `strip`: one `>` goes from before every `From ` (mboxrd, mboxo, mboxcl), and Content-Length, which any sender can write,
   * says nothing. `counted`: Content-Length tells where a message ends, and no `>` goes (mboxcl2).
   */
  readonly quoting: 'strip' | 'counted';
  /** Whether a message with a body of `length` octets from `at` would end where another begins, or the file ends. */
  readonly endsAt: (at: number, length: number) => boolean;
}

const FROM = Uint8Array.of(0x46, 0x72, 0x6f, 0x6d, 0x20);
const QUOTE = 0x3e;
const CR = 0x0d;

/**
 * Takes an mbox file in pieces and gives its messages, unquoted, with memory that does not grow with the file. A line
 * begins a message if it has the form of a From_ line and stands at the beginning or behind an empty line: else it is text.
 * What stands before the first message is passed over; `skipped` tells how much.
 */
export class MboxReader {
  readonly #options: MboxReaderOptions;
  #carry: Uint8Array = EMPTY;
  /** Where the first octet of the carry stands in the file. */
  #at = 0;
  #inside = false;
  #inHeader = false;
  /** In the middle of a line that was too long to be held. */
  #midLine = false;
  /** An empty line that is text, unless a message begins after it. */
  #blank: Uint8Array = EMPTY;
  #afterBlank = true;
  #contentLength: number | undefined;
  /** Octets of a body that Content-Length gives, which are passed on unread. */
  #counted = 0;
  skippedBytes = 0;

  constructor(options: MboxReaderOptions) {
    this.#options = options;
  }

  /** Gives what the piece completes. Keeps references to the piece's octets only in the events. */
  push(piece: Uint8Array): MboxEvent[] {
    const events: MboxEvent[] = [];
    this.#read(this.#carry.length === 0 ? piece : concatBytes([this.#carry, piece]), false, events);
    return events;
  }

  /** The file is over. */
  end(): MboxEvent[] {
    const events: MboxEvent[] = [];
    this.#read(this.#carry, true, events);
    if (this.#inside) events.push({ kind: 'end' });
    this.#inside = false;
    return events;
  }

  #read(bytes: Uint8Array, isLast: boolean, events: MboxEvent[]): void {
    let at = 0;
    while (at < bytes.length) {
      if (this.#counted > 0) {
        const length = Math.min(this.#counted, bytes.length - at);
        this.#emit(bytes.subarray(at, at + length), events);
        this.#counted -= length;
        at += length;
        this.#at += length;
        this.#afterBlank = true;
        continue;
      }
      const lineEnd = bytes.indexOf(LF, at);
      const length = (lineEnd === -1 ? bytes.length : lineEnd + 1) - at;
      if (lineEnd === -1 && !isLast && !this.#midLine && isUndecided(bytes.subarray(at))) break;
      this.#line(bytes.subarray(at, at + length), lineEnd !== -1, events);
      at += length;
      this.#at += length;
    }
    this.#carry = bytes.slice(at);
  }

  /** A line with its end; or, where it is too long, a part of one. */
  #line(line: Uint8Array, isWhole: boolean, events: MboxEvent[]): void {
    const continues = this.#midLine;
    this.#midLine = !isWhole;
    if (continues) {
      this.#emit(line, events);
      return;
    }
    const from = this.#afterBlank ? fromLineOf(line) : undefined;
    if (from !== undefined) {
      this.#begin(from, events);
      return;
    }
    this.#flushBlank(events);
    if (isBlank(line)) {
      this.#afterBlank = true;
      if (this.#inHeader) this.#endHeader(line, events);
      else this.#blank = line.slice();
      return;
    }
    this.#afterBlank = false;
    if (this.#inHeader) this.#contentLength ??= contentLengthOf(line);
    const strip = !this.#inHeader && this.#options.quoting === 'strip' && isQuoted(line);
    this.#emit(strip ? line.subarray(1) : line, events);
  }

  #begin(from: FromLine, events: MboxEvent[]): void {
    if (this.#inside) events.push({ kind: 'end' });
    events.push({ kind: 'begin', from, at: this.#at });
    this.#inside = true;
    this.#inHeader = true;
    this.#blank = EMPTY;
    this.#afterBlank = false;
    this.#contentLength = undefined;
  }

  #endHeader(line: Uint8Array, events: MboxEvent[]): void {
    this.#inHeader = false;
    this.#emit(line, events);
    const length = this.#contentLength;
    if (length === undefined || length === 0 || this.#options.quoting === 'strip') return;
    if (this.#options.endsAt(this.#at + line.length, length)) this.#counted = length;
  }

  #flushBlank(events: MboxEvent[]): void {
    if (this.#blank.length > 0) this.#emit(this.#blank, events);
    this.#blank = EMPTY;
  }

  #emit(bytes: Uint8Array, events: MboxEvent[]): void {
    if (!this.#inside) {
      this.skippedBytes += bytes.length;
      return;
    }
    const last = events.at(-1);
    // Lines of one piece lie side by side: they go out as one.
    if (last?.kind === 'data' && last.bytes.buffer === bytes.buffer && isNext(last.bytes, bytes)) {
      const joined = new Uint8Array(bytes.buffer, last.bytes.byteOffset, last.bytes.length + bytes.length);
      events[events.length - 1] = { kind: 'data', bytes: joined };
    } else if (bytes.length > 0) events.push({ kind: 'data', bytes });
  }
}

/** Whether a From_ line stands at the beginning of these octets, or behind empty lines. */
export function beginsMessage(bytes: Uint8Array): boolean {
  let at = 0;
  while (bytes[at] === LF || bytes[at] === CR) at++;
  if (at === 0) return false;
  const end = bytes.indexOf(LF, at);
  return fromLineOf(bytes.subarray(at, end === -1 ? bytes.length : end + 1)) !== undefined;
}

function fromLineOf(line: Uint8Array): FromLine | undefined {
  if (line.length > MAILBOX_FILE_LIMITS.fromLineMaxBytes || indexOfBytes(line.subarray(0, 5), FROM) !== 0)
    return undefined;
  return parseFromLine(decodeLatin1(line).trimEnd());
}

/** Whether the rest of a line can still decide what it is. */
function isUndecided(line: Uint8Array): boolean {
  if (line.length < MAILBOX_FILE_LIMITS.fromLineMaxBytes) return true;
  const decided = line.length > MAILBOX_FILE_LIMITS.quotesMax || line[0] !== QUOTE;
  return !decided && line.subarray(0, -FROM.length).every((octet) => octet === QUOTE);
}

function isQuoted(line: Uint8Array): boolean {
  let at = 0;
  while (line[at] === QUOTE) at++;
  return at > 0 && at <= MAILBOX_FILE_LIMITS.quotesMax && indexOfBytes(line.subarray(at, at + 5), FROM) === 0;
}

function isBlank(line: Uint8Array): boolean {
  return line[0] === LF || (line[0] === CR && line[1] === LF);
}

function isNext(before: Uint8Array, bytes: Uint8Array): boolean {
  return before.byteOffset + before.length === bytes.byteOffset;
}

function contentLengthOf(line: Uint8Array): number | undefined {
  if (line.length > 40 || line[0] !== 0x43) return undefined;
  const match = /^Content-Length:[ \t]*(\d{1,12})[ \t]*\r?\n?$/i.exec(decodeLatin1(line));
  return match === null ? undefined : Number(match[1]);
}
