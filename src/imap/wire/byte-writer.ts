import { CR, EMPTY, LF } from '../../base/index.ts';

const START_BYTES = 256;
const LEAST_BYTES = 64;
const encoder = new TextEncoder();

/**
 * A buffer that grows with what is written into it, to be used again and again. It is given away with what was taken, and
 * the next one is made as large as that was: nothing is copied, and a writer that waits holds nothing.
 */
export class ByteWriter {
  #buffer: Uint8Array = EMPTY;
  #length = 0;
  /** What the next buffer has from the start. */
  #startBytes: number;

  /** `startBytes`: how much is expected at first. */
  constructor(startBytes = START_BYTES) {
    this.#startBytes = startBytes;
  }

  get length(): number {
    return this.#length;
  }

  /** Octets that fit before the buffer grows. */
  get capacity(): number {
    return this.#buffer.length;
  }

  byte(byte: number): void {
    if (this.#length === this.#buffer.length) this.#grow(1);
    this.#buffer[this.#length++] = byte;
  }

  bytes(bytes: Uint8Array): void {
    if (this.#length + bytes.length > this.#buffer.length) this.#grow(bytes.length);
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** Text that is known to be ASCII; other code units lose their high bits. */
  ascii(text: string): void {
    const { length } = text;
    if (this.#length + length > this.#buffer.length) this.#grow(length);
    const buffer = this.#buffer;
    let at = this.#length;
    for (let i = 0; i < length; i++) buffer[at++] = text.charCodeAt(i);
    this.#length = at;
  }

  utf8(text: string): void {
    const most = text.length * 3;
    if (this.#length + most > this.#buffer.length) this.#grow(most);
    this.#length += encoder.encodeInto(text, this.#buffer.subarray(this.#length)).written;
  }

  /** A safe integer not below zero, in decimal. */
  number(number: number): void {
    if (number < 10) {
      this.byte(0x30 + number);
      return;
    }
    if (number > 0x7fffffff) {
      this.ascii(String(number));
      return;
    }
    let digits = 2;
    for (let power = 100; digits < 10 && number >= power; power *= 10) digits++;
    if (this.#length + digits > this.#buffer.length) this.#grow(digits);
    let rest = number;
    for (let at = this.#length + digits - 1; at >= this.#length; at--) {
      const next = (rest / 10) | 0;
      this.#buffer[at] = 0x30 + rest - next * 10;
      rest = next;
    }
    this.#length += digits;
  }

  /** 0 to 99 as two digits. */
  twoDigits(number: number): void {
    const tens = (number / 10) | 0;
    this.byte(0x30 + tens);
    this.byte(0x30 + number - tens * 10);
  }

  space(): void {
    this.byte(0x20);
  }

  lineEnd(): void {
    this.byte(CR);
    this.byte(LF);
  }

  /** What was written, still in the buffer: valid until the next write. */
  view(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  /** What was written; the writer is empty afterwards. */
  take(): Uint8Array {
    const bytes = this.view();
    this.#startBytes = this.#length;
    this.release();
    return bytes;
  }

  /** Empties the writer and keeps the buffer: what was seen of it by `view` will be written over. */
  clear(): void {
    this.#length = 0;
  }

  /** Empties the writer and lets the buffer go. */
  release(): void {
    this.#buffer = EMPTY;
    this.#length = 0;
  }

  #grow(moreBytes: number): void {
    const larger = new Uint8Array(
      Math.max(this.#buffer.length * 2, this.#length + moreBytes, this.#startBytes, LEAST_BYTES),
    );
    larger.set(this.view());
    this.#buffer = larger;
  }
}
