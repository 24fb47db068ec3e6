import { concatBytes, EMPTY, LF, SP } from '../../base/index.ts';
import { ByteWriter } from './byte-writer.ts';
import type { BadLineEvent, FramerEvent, LiteralHeader } from './framer-event.ts';
import type { WireLimits } from './limits.ts';
import { literalHeaderAtEnd } from './literal-header.ts';
import { Refusal, type RefusalProgress, withoutLineEnd } from './refusal.ts';

type State = 'line' | 'deciding' | 'buffering' | 'streaming' | 'refusing' | 'tooMuch' | 'dead';

/** An idle connection keeps no more buffer than this. */
const HELD_KEEP_BYTES = 512;

/**
 * Cuts the stream of a client's bytes into commands, literals and lines (RFC 9051 §2.2.1, §4.3; RFC 7888). The events
 * are pulled one by one, because what the next bytes mean may depend on what the session makes of the last event.
 * The events are the same however the stream was cut into chunks, but for the cuts of streamed literals. A lone LF ends
 * a line, as with other servers.
 */
export class Framer {
  /** May be replaced between commands, for instance after login. */
  limits: WireLimits;
  #state: State = 'line';
  #lineWanted = false;
  #afterLiteral = false;
  /** Pushed and not yet read: from `#at` on. */
  #input: Uint8Array = EMPTY;
  #at = 0;
  /** The command so far. */
  readonly #held = new ByteWriter(0);
  /** Octets of the line that is not yet ended, within `#held`. */
  #lineBytes = 0;
  #literals = 0;
  #announced: LiteralHeader | undefined;
  /** Octets still to come of the literal that is buffered or streamed. */
  #remaining = 0;
  #refusal: Refusal | undefined;

  constructor(limits: WireLimits) {
    this.limits = limits;
  }

  /** Adds bytes to the stream. They are kept by reference until they are read. */
  push(chunk: Uint8Array): void {
    this.#input = this.#at === this.#input.length ? chunk : concatBytes([this.#input.subarray(this.#at), chunk]);
    this.#at = 0;
  }

  /** The next event, or undefined if more bytes (or, at a literal, the decision) must come first. */
  next(): FramerEvent | undefined {
    for (;;) {
      const before = this.#state;
      const event = this.#step();
      if (event !== undefined) return event;
      if (this.#state !== before) continue;
      if (this.#at === this.#input.length) this.takeRest();
      return undefined;
    }
  }

  /** Makes the next line a `line` event, whatever it holds: the lines of AUTHENTICATE and the DONE of IDLE. */
  expectLine(): void {
    this.#lineWanted = true;
  }

  /** Keeps the announced literal in the command. False: it passes a limit, and was refused instead. */
  bufferLiteral(): boolean {
    const literal = this.#announced;
    if (literal === undefined) return false;
    const { literalsMax, literalMaxBytes, commandMaxBytes } = this.limits;
    const fits =
      this.#literals < literalsMax &&
      literal.sizeBytes <= literalMaxBytes &&
      this.#held.length + literal.sizeBytes <= commandMaxBytes;
    if (!fits) {
      this.refuseLiteral();
      return false;
    }
    this.#literals++;
    this.#enterLiteral('buffering', literal);
    return true;
  }

  /** Gives the announced literal out as `chunk` events; the command's text so far is forgotten. */
  streamLiteral(): void {
    if (this.#announced === undefined) return;
    this.#held.release();
    this.#enterLiteral('streaming', this.#announced);
  }

  /**
   * Drops the command. Of a synchronizing literal nothing will come (RFC 9051 §4.3); one that is on its way already is
   * passed over, and the rest of its command too.
   */
  refuseLiteral(): void {
    const literal = this.#announced;
    if (literal === undefined) return;
    if (literal.synchronizing) {
      this.#startCommand();
      return;
    }
    const refusal = new Refusal(this.limits.swallowMaxBytes);
    this.#refuse(refusal, refusal.swallow(literal));
  }

  /** Takes what is not yet read out of the stream: what follows STARTTLS in plaintext must be dropped. */
  takeRest(): Uint8Array {
    const rest = this.#input.subarray(this.#at);
    this.#input = EMPTY;
    this.#at = 0;
    return rest;
  }

  #step(): FramerEvent | undefined {
    switch (this.#state) {
      case 'line':
        return this.#readLine();
      case 'buffering':
        this.#held.bytes(this.#takeLiteral());
        if (this.#remaining === 0) this.#state = 'line';
        return undefined;
      case 'streaming':
        return this.#readChunk();
      case 'refusing':
        this.#passRefused();
        return undefined;
      case 'tooMuch':
        return this.#giveUp();
      case 'deciding':
      case 'dead':
        return undefined;
    }
  }

  #readLine(): FramerEvent | undefined {
    const lineFeed = this.#input.indexOf(LF, this.#at);
    const end = lineFeed === -1 ? this.#input.length : lineFeed + 1;
    // The line end may count for two.
    if (this.#lineBytes + end - this.#at > this.limits.lineMaxBytes + 2) return this.#dropLongLine(end);
    this.#lineBytes += end - this.#at;
    this.#held.bytes(this.#input.subarray(this.#at, end));
    this.#at = end;
    return lineFeed === -1 ? undefined : this.#endLine();
  }

  /** Reads the line that has just ended, the last of what is held. */
  #endLine(): FramerEvent {
    const whole = this.#held.view();
    const line = withoutLineEnd(whole.subarray(whole.length - this.#lineBytes));
    const contentEnd = line.byteOffset - whole.byteOffset + line.length;
    const { lineMaxBytes, commandMaxBytes } = this.limits;
    if (line.length > lineMaxBytes) return this.#dropLine('lineTooLong');
    if (contentEnd > commandMaxBytes) return this.#dropLine('commandTooLong');
    if (line.indexOf(0) !== -1) return this.#dropLine('nul');
    const literal = this.#lineWanted ? undefined : literalHeaderAtEnd(line);
    const bytes = whole.slice(0, literal === undefined ? contentEnd : whole.length);
    const afterLiteral = this.#afterLiteral;
    if (literal === undefined) {
      const wanted = this.#lineWanted;
      this.#startCommand();
      return wanted ? { kind: 'line', bytes } : { kind: 'command', bytes, afterLiteral };
    }
    this.#lineBytes = 0;
    this.#announced = literal;
    this.#state = 'deciding';
    return { kind: 'literal', literal, bytes, afterLiteral };
  }

  /** Drops a line before its end has come; `end` bounds what is there of it. */
  #dropLongLine(end: number): BadLineEvent {
    const held = this.#held.view();
    const prefixMax = this.#prefixMaxBytes();
    const prefix = concatBytes([
      held.subarray(0, prefixMax),
      this.#input.subarray(this.#at, end).subarray(0, prefixMax),
    ]);
    const event = this.#badLine('lineTooLong', prefix);
    this.#refuseLine(held.subarray(held.length - this.#lineBytes));
    return event;
  }

  /** Drops a line that is held whole, its end included. */
  #dropLine(reason: BadLineEvent['reason']): BadLineEvent {
    const held = this.#held.view();
    const event = this.#badLine(reason, held);
    this.#refuseLine(held.subarray(held.length - this.#lineBytes));
    return event;
  }

  #badLine(reason: BadLineEvent['reason'], prefix: Uint8Array): BadLineEvent {
    // A line that was asked for may hold a password, and has no tag. What ends without a space may be half a tag.
    const space = this.#lineWanted ? -1 : prefix.indexOf(SP);
    const bytes = prefix.slice(0, space < this.#prefixMaxBytes() ? space + 1 : 0);
    return { kind: 'badLine', reason, bytes, afterLiteral: this.#afterLiteral, fatal: reason === 'swallowTooLong' };
  }

  #prefixMaxBytes(): number {
    return Math.min(this.limits.tagMaxBytes + 1, this.limits.lineMaxBytes);
  }

  /** Refuses the command of which `line` is the last line, or its beginning. */
  #refuseLine(line: Uint8Array): void {
    const refusal = new Refusal(this.limits.swallowMaxBytes, !this.#lineWanted);
    this.#refuse(refusal, refusal.passLine(line));
  }

  #refuse(refusal: Refusal, progress: RefusalProgress): void {
    this.#announced = undefined;
    this.#refusal = refusal;
    this.#held.release();
    if (progress === 'ended') this.#startCommand();
    else this.#state = progress === 'tooMuch' ? 'tooMuch' : 'refusing';
  }

  #passRefused(): void {
    const passed = this.#refusal!.pass(this.#input.subarray(this.#at));
    this.#at += passed.bytes;
    if (passed.progress !== 'more') this.#refuse(this.#refusal!, passed.progress);
  }

  #giveUp(): BadLineEvent {
    this.#state = 'dead';
    this.takeRest();
    return this.#badLine('swallowTooLong', EMPTY);
  }

  #enterLiteral(state: State, literal: LiteralHeader): void {
    this.#announced = undefined;
    this.#lineBytes = 0;
    this.#remaining = literal.sizeBytes;
    this.#state = state;
  }

  #startCommand(): void {
    if (this.#held.capacity > HELD_KEEP_BYTES) this.#held.release();
    else this.#held.clear();
    this.#announced = undefined;
    this.#refusal = undefined;
    this.#lineBytes = 0;
    this.#literals = 0;
    this.#lineWanted = false;
    this.#afterLiteral = false;
    this.#state = 'line';
  }

  #readChunk(): FramerEvent | undefined {
    if (this.#remaining > 0 && this.#at === this.#input.length) return undefined;
    const bytes = this.#takeLiteral();
    const last = this.#remaining === 0;
    if (last) {
      this.#state = 'line';
      this.#afterLiteral = true;
    }
    return { kind: 'chunk', bytes, last };
  }

  /** Takes what has come of the literal, as a view. */
  #takeLiteral(): Uint8Array {
    const end = Math.min(this.#input.length, this.#at + this.#remaining);
    const bytes = this.#input.subarray(this.#at, end);
    this.#remaining -= bytes.length;
    this.#at = end;
    return bytes;
  }
}
