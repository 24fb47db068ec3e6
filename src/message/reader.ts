import { CR, LF, SP, TAB } from '../base/index.ts';
import { type BoundaryMatch, BoundaryStack } from './boundary.ts';
import { childOf, describePart, messageOf, type OpenPart, rootOf } from './describe.ts';
import { HeaderCollector } from './header-collector.ts';
import { DEFAULT_MESSAGE_LIMITS, type MessageLimits } from './limits.ts';
import { isMessageType, isMultipart, type ParsedMessage, type Part } from './part.ts';
import { TextCapture } from './text-capture.ts';
import { trimBlanksEnd } from './unfold.ts';

const DASH = 0x2d;
/** Room for the dashes, white space and line end around a boundary. */
const DELIMITER_EXTRA = 64;
const IDENTITY = new Set(['7bit', '8bit', 'binary', '']);

/** What the beginning of a line says. */
type LineKind = 'text' | 'blank' | 'undecided' | BoundaryMatch;

/**
 * Reads one message as it streams by (RFC 5322, RFC 2046), line by line: a line ends with CRLF or LF. Memory is bounded
 * by the limits and not by the message. Never fails: bytes that are no message are one part of text.
 */
export class MessageReader {
  readonly #limits: MessageLimits;
  readonly #header: HeaderCollector;
  readonly #capture: TextCapture;
  readonly #boundaries = new BoundaryStack();
  /** The parts that the current place is inside of, the message first. */
  readonly #open: OpenPart[] = [];
  readonly #root: OpenPart;
  #partCount = 1;
  #inHeader = true;
  /** Offset in the message of the current chunk's first byte. */
  #offset = 0;
  /** Line ends read so far. */
  #lines = 0;
  #atLineStart = true;
  /** The beginning of a line that could not be told from a delimiter before more bytes come. */
  readonly #carry: Uint8Array;
  #carryLength = 0;
  /** Length of the line end before the carried line. */
  #carryGap = 0;
  /** Inside of a delimiter line: what begins after it. */
  #skipping: 'part' | 'epilogue' | undefined;
  /** The last two bytes of the chunks before this one. */
  #last = 0;
  #beforeLast = 0;

  constructor(limits: MessageLimits = DEFAULT_MESSAGE_LIMITS) {
    this.#limits = limits;
    this.#header = new HeaderCollector(limits);
    this.#capture = new TextCapture(limits);
    this.#carry = new Uint8Array(limits.boundaryMaxBytes + DELIMITER_EXTRA);
    this.#root = rootOf();
    this.#open.push(this.#root);
  }

  /** Takes the next bytes; keeps no reference to them. */
  write(bytes: Uint8Array): void {
    const { length } = bytes;
    if (length === 0) return;
    // Subclasses that platforms hand out search and slice more slowly than the plain array.
    const chunk = bytes.constructor === Uint8Array ? bytes : new Uint8Array(bytes.buffer, bytes.byteOffset, length);
    let at = this.#carryLength > 0 ? this.#resume(chunk) : 0;
    while (at < length) {
      if (this.#skipping !== undefined) at = this.#skipDelimiter(chunk, at);
      else at = this.#inHeader ? this.#readHeader(chunk, at) : this.#readBody(chunk, at);
    }
    this.#beforeLast = length > 1 ? chunk[length - 2]! : this.#last;
    this.#last = chunk[length - 1]!;
    this.#offset += length;
  }

  /** No more bytes. The reader is spent. */
  end(): ParsedMessage {
    if (this.#carryLength > 0) this.#flushCarry();
    const size = this.#offset;
    while (this.#open.length > 0) this.#close(size, 0);
    return { root: this.#root.part, sizeBytes: size, samples: this.#capture.finish() };
  }

  #readHeader(chunk: Uint8Array, from: number): number {
    let at = from;
    while (at < chunk.length) {
      if (this.#atLineStart) {
        const kind = this.#kindOfLine(chunk, at, chunk.length);
        if (kind === 'undecided') return this.#beginCarry(chunk, at);
        if (kind === 'blank') {
          const bodyStart = at + (chunk[at] === LF ? 1 : 2);
          this.#endHeader(this.#offset + bodyStart, this.#offset + at);
          return bodyStart;
        }
        if (kind !== 'text') return this.#delimiter(kind, chunk, at);
        this.#header.line(this.#offset + at, isFold(chunk[at]!));
      }
      const lineEnd = chunk.indexOf(LF, at);
      const end = lineEnd === -1 ? chunk.length : lineEnd + 1;
      this.#header.bytes(chunk, at, end);
      this.#atLineStart = lineEnd !== -1;
      if (this.#atLineStart) this.#lines++;
      at = end;
    }
    return at;
  }

  #readBody(chunk: Uint8Array, from: number): number {
    let at = from;
    if (this.#boundaries.isEmpty) {
      at = this.#skipAll(chunk, at);
    } else {
      while (at < chunk.length) {
        if (this.#atLineStart && chunk[at] === DASH) {
          const kind = this.#kindOfLine(chunk, at, chunk.length);
          if (kind !== 'text') {
            this.#capture.bytes(chunk, from, at);
            // A body has no `blank` lines.
            if (kind === 'undecided' || kind === 'blank') return this.#beginCarry(chunk, at);
            return this.#delimiter(kind, chunk, at);
          }
        }
        const lineEnd = chunk.indexOf(LF, at);
        this.#atLineStart = lineEnd !== -1;
        if (lineEnd === -1) at = chunk.length;
        else {
          this.#lines++;
          at = lineEnd + 1;
        }
      }
    }
    if (this.#capture.isOpen) this.#capture.bytes(chunk, from, at);
    return at;
  }

  /** No boundary is open: only lines are counted. */
  #skipAll(chunk: Uint8Array, from: number): number {
    const { length } = chunk;
    let lines = 0;
    for (let at = from; at < length; at++) if (chunk[at] === LF) lines++;
    this.#lines += lines;
    this.#atLineStart = chunk[length - 1] === LF;
    return length;
  }

  /** What the line at `at` is, as far as `end` can tell. */
  #kindOfLine(bytes: Uint8Array, at: number, end: number): LineKind {
    const first = bytes[at]!;
    if (this.#inHeader) {
      if (first === LF) return 'blank';
      if (first === CR) return at + 1 === end ? 'undecided' : bytes[at + 1] === LF ? 'blank' : 'text';
    }
    if (first !== DASH || this.#boundaries.isEmpty) return 'text';
    if (at + 1 === end) return 'undecided';
    if (bytes[at + 1] !== DASH) return 'text';
    const found = bytes.indexOf(LF, at);
    // The carry holds older lines' bytes after its own.
    const lineEnd = found === -1 || found >= end ? -1 : found;
    if (lineEnd === -1 && end - at < this.#carry.length) return 'undecided';
    const match = this.#boundaries.match(bytes, at, Math.min(lineEnd === -1 ? end : lineEnd, at + this.#carry.length));
    return match === undefined || this.#isBeyondLimit(match) ? 'text' : match;
  }

  #isBeyondLimit(match: BoundaryMatch): boolean {
    return !match.closing && this.#partCount >= this.#limits.partsMax;
  }

  /** A delimiter line begins at `at`: what is inside its multipart ends. */
  #delimiter(match: BoundaryMatch, chunk: Uint8Array, at: number): number {
    this.#applyDelimiter(match, this.#offset + at, this.#gapBefore(chunk, at));
    return this.#skipDelimiter(chunk, at);
  }

  #applyDelimiter(match: BoundaryMatch, start: number, gap: number): void {
    while (this.#open.length - 1 > match.level) this.#close(start, gap);
    if (match.closing) this.#boundaries.dropFrom(match.level);
    this.#skipping = match.closing ? 'epilogue' : 'part';
  }

  /** The rest of a delimiter line; after it the next part begins, or the epilogue. */
  #skipDelimiter(chunk: Uint8Array, at: number): number {
    const lineEnd = chunk.indexOf(LF, at);
    if (lineEnd === -1) return chunk.length;
    this.#endDelimiter(this.#offset + lineEnd + 1);
    return lineEnd + 1;
  }

  #endDelimiter(offset: number): void {
    this.#lines++;
    this.#atLineStart = true;
    if (this.#skipping === 'part') {
      const owner = this.#open[this.#open.length - 1]!;
      this.#push(childOf(owner, offset), owner);
    }
    this.#skipping = undefined;
  }

  /** The blank line after the fields: what kind of body begins at `bodyStart`? */
  #endHeader(bodyStart: number, blankStart: number): void {
    const open = this.#open[this.#open.length - 1]!;
    this.#lines++;
    this.#atLineStart = true;
    this.#inHeader = false;
    describePart(open, this.#header.finish(blankStart));
    open.part.bodyStart = bodyStart;
    open.linesBefore = this.#lines;
    this.#openBody(open);
  }

  #openBody(open: OpenPart): void {
    const { part } = open;
    const deeper = this.#open.length < this.#limits.depthMax && this.#partCount < this.#limits.partsMax;
    if (isMultipart(part)) {
      const boundary = findBoundary(part, this.#limits.boundaryMaxBytes);
      if (deeper && boundary !== undefined) this.#boundaries.push(boundary, this.#open.length - 1);
    } else if (isMessageType(part.contentType) && IDENTITY.has(part.encoding)) {
      if (deeper) this.#push(messageOf(open), open);
    } else if (!open.embedded) {
      this.#capture.open(part);
    }
  }

  #push(inner: OpenPart, outer: OpenPart): void {
    if (isMultipart(outer.part)) outer.part.children.push(inner.part);
    else outer.part.message = inner.part;
    this.#open.push(inner);
    this.#partCount++;
    this.#inHeader = true;
  }

  /** The innermost part ends before offset `at`; `gap` bytes of line end before it are the delimiter's. */
  #close(at: number, gap: number): void {
    const open = this.#open.pop()!;
    const { part } = open;
    if (this.#inHeader) {
      // A header that the delimiter cuts short has no body, and loses its last line end to the delimiter.
      part.bodyStart = Math.max(part.headerStart, at - gap);
      describePart(open, this.#header.finish(part.bodyStart));
      open.linesBefore = this.#lines;
      this.#inHeader = false;
    }
    const hasGap = gap > 0 && at > part.bodyStart;
    part.bodyEnd = hasGap ? Math.max(part.bodyStart, at - gap) : at;
    part.end = at;
    part.lines = Math.max(0, this.#lines - open.linesBefore - (hasGap ? 1 : 0));
    this.#boundaries.dropFrom(this.#open.length);
    this.#capture.close();
  }

  /** Length of the line end before the line at `at`. */
  #gapBefore(chunk: Uint8Array, at: number): number {
    if (this.#offset + at === 0) return 0;
    const before = at > 1 ? chunk[at - 2] : at === 1 ? this.#last : this.#beforeLast;
    return before === CR && this.#offset + at > 1 ? 2 : 1;
  }

  #beginCarry(chunk: Uint8Array, at: number): number {
    this.#carryGap = this.#gapBefore(chunk, at);
    this.#carry.set(chunk.subarray(at));
    this.#carryLength = chunk.length - at;
    return chunk.length;
  }

  /** Goes on with a carried line; gives how much of the chunk is read. */
  #resume(chunk: Uint8Array): number {
    const room = Math.min(this.#carry.length - this.#carryLength, chunk.length);
    const lineEnd = chunk.indexOf(LF);
    const taken = lineEnd !== -1 && lineEnd < room ? lineEnd + 1 : room;
    const start = this.#offset - this.#carryLength;
    this.#carry.set(chunk.subarray(0, taken), this.#carryLength);
    this.#carryLength += taken;
    const kind = this.#kindOfLine(this.#carry, 0, this.#carryLength);
    if (kind !== 'undecided') this.#settleCarry(kind, start);
    return taken;
  }

  /** The message ends in a carried line. */
  #flushCarry(): void {
    const isDelimiter = this.#carryLength > 1 && this.#carry[0] === DASH && this.#carry[1] === DASH;
    const match = isDelimiter ? this.#boundaries.match(this.#carry, 0, this.#carryLength) : undefined;
    const kind = match === undefined || this.#isBeyondLimit(match) ? 'text' : match;
    this.#settleCarry(kind, this.#offset - this.#carryLength);
  }

  #settleCarry(kind: Exclude<LineKind, 'undecided'>, start: number): void {
    const line = this.#carry.subarray(0, this.#carryLength);
    const isWhole = line[line.length - 1] === LF;
    this.#carryLength = 0;
    if (kind === 'blank') {
      this.#endHeader(start + line.length, start);
    } else if (kind === 'text') {
      this.#carriedText(line, start, isWhole);
    } else {
      this.#applyDelimiter(kind, start, this.#carryGap);
      if (isWhole) this.#endDelimiter(start + line.length);
    }
  }

  #carriedText(line: Uint8Array, start: number, isWhole: boolean): void {
    if (this.#inHeader) {
      this.#header.line(start, false);
      this.#header.bytes(line, 0, line.length);
    } else {
      this.#capture.bytes(line, 0, line.length);
    }
    this.#atLineStart = isWhole;
    if (isWhole) this.#lines++;
  }
}

/** Reads a whole message. See MessageReader. */
export function parseMessage(bytes: Uint8Array, limits: MessageLimits = DEFAULT_MESSAGE_LIMITS): ParsedMessage {
  const reader = new MessageReader(limits);
  reader.write(bytes);
  return reader.end();
}

function isFold(byte: number): boolean {
  return byte === SP || byte === TAB;
}

function findBoundary(part: Part, maxBytes: number): string | undefined {
  const parameter = part.contentType.parameters.find(({ name }) => name === 'boundary');
  if (parameter === undefined) return undefined;
  const text = trimBlanksEnd(parameter.extended ? parameter.value : parameter.raw);
  return text === '' || text.length > maxBytes ? undefined : text;
}
